// SPDX-License-Identifier: Apache-2.0
/** Which kernel namespaces are own, the host's or shared: a peer of the other noun packages, above the ground only. */
@NullMarked
package io.jebena.namespace;

import org.jspecify.annotations.NullMarked;
