// SPDX-License-Identifier: Apache-2.0
/** Waiting until a container can be used: lines of its output, ports, HTTP, commands, its health. Above linux.fd. */
@NullMarked
package io.jebena.linux.ready;

import org.jspecify.annotations.NullMarked;
