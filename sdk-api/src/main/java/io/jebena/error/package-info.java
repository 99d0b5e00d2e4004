// SPDX-License-Identifier: Apache-2.0
/** The one tree of unchecked exceptions: ground, it imports nothing of this project. */
@NullMarked
package io.jebena.error;

import org.jspecify.annotations.NullMarked;
