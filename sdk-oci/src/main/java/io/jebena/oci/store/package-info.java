// SPDX-License-Identifier: Apache-2.0
/** Content by digest in an OCI image layout that several JVMs share. Above spec, below layer. */
@NullMarked
package io.jebena.oci.store;

import org.jspecify.annotations.NullMarked;
