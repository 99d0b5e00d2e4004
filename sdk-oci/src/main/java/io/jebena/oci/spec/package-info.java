// SPDX-License-Identifier: Apache-2.0
/** The documents of the OCI image format and of Docker's: descriptors, manifests, indexes, image configurations. Above json, below store. */
@NullMarked
package io.jebena.oci.spec;

import org.jspecify.annotations.NullMarked;
