// SPDX-License-Identifier: Apache-2.0
/** Whom a process runs as: a peer of the other noun packages, above the ground only. */
@NullMarked
package io.jebena.user;

import org.jspecify.annotations.NullMarked;
