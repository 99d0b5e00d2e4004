// SPDX-License-Identifier: Apache-2.0
/**
 * The ground of the native side: the C library bound through jnr-ffi, the kernel's call numbers, error numbers and
 * structures. Everything above asks the kernel through the narrow {@code *Calls} interfaces of this package; nothing
 * else may name a jnr type or hold a raw descriptor, {@code io.jebena.linux.fd} apart.
 */
@NullMarked
package io.jebena.linux.libc;

import org.jspecify.annotations.NullMarked;
