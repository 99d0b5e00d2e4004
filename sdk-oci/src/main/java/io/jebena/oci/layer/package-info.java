// SPDX-License-Identifier: Apache-2.0
/** Layers: the tar codec, decompression within limits, and unpacking through a port. Above store, below images. */
@NullMarked
package io.jebena.oci.layer;

import org.jspecify.annotations.NullMarked;
