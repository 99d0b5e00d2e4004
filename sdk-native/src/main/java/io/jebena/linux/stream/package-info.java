// SPDX-License-Identifier: Apache-2.0
/**
 * A process's standard streams on the JVM's side: the one reactor thread that empties pipes, what it keeps of them, and
 * the way in. Stands on {@code linux.fd}; used by {@code linux.runtime}.
 */
@NullMarked
package io.jebena.linux.stream;

import org.jspecify.annotations.NullMarked;
