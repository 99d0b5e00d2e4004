// SPDX-License-Identifier: Apache-2.0
/** Small immutable values used everywhere: ground, it imports nothing of this project. */
@NullMarked
package io.jebena.value;

import org.jspecify.annotations.NullMarked;
