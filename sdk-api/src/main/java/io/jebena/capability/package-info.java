// SPDX-License-Identifier: Apache-2.0
/** The Linux capabilities and the choice among them: a peer of the other noun packages, above the ground only. */
@NullMarked
package io.jebena.capability;

import org.jspecify.annotations.NullMarked;
