// SPDX-License-Identifier: Apache-2.0
/**
 * Where state lives: the engine's root directory, who is alive in it, names, and the record of each container. Several
 * JVMs share a root; nothing here rests on memory alone. Stands on {@code linux.fd}.
 */
@NullMarked
package io.jebena.linux.store;

import org.jspecify.annotations.NullMarked;
