// SPDX-License-Identifier: Apache-2.0
/** The files of a container seen through its root: tar streams in and out, and what changed. Above linux.fd. */
@NullMarked
package io.jebena.linux.files;

import org.jspecify.annotations.NullMarked;
