// SPDX-License-Identifier: Apache-2.0
/**
 * Descriptors as objects: files, pipes, sockets, processes, the poller, and paths that cannot leave their root. Stands
 * on {@code linux.libc} and is, with it, the only place where a descriptor is a number.
 */
@NullMarked
package io.jebena.linux.fd;

import org.jspecify.annotations.NullMarked;
