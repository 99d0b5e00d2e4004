// SPDX-License-Identifier: Apache-2.0
/** Root file systems: layers unpacked safely below a directory, overlays over them, locks of the image store. Above linux.fd. */
@NullMarked
package io.jebena.linux.snapshot;

import org.jspecify.annotations.NullMarked;
