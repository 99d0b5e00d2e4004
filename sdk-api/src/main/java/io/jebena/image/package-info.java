// SPDX-License-Identifier: Apache-2.0
/** Names and descriptions of images: a peer of the other noun packages, above the ground only. */
@NullMarked
package io.jebena.image;

import org.jspecify.annotations.NullMarked;
