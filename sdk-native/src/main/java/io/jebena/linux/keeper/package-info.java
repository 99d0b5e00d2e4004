// SPDX-License-Identifier: Apache-2.0
/**
 * The conversation with keepers, the processes that go on with detached containers when their JVM is gone: what one is told,
 * what it says. Stands on {@code linux.stream} for its reactor; {@code linux.runtime} makes use of it.
 */
@NullMarked
package io.jebena.linux.keeper;

import org.jspecify.annotations.NullMarked;
