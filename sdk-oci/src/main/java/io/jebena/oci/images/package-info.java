// SPDX-License-Identifier: Apache-2.0
/** The image library: loads archives, keeps images by name, hands out root file systems. On top of this module. */
@NullMarked
package io.jebena.oci.images;

import org.jspecify.annotations.NullMarked;
