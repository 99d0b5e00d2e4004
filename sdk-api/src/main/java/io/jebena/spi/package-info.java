// SPDX-License-Identifier: Apache-2.0
/** What an engine implements to be found: one step below the door, above the engine it opens. */
@NullMarked
package io.jebena.spi;

import org.jspecify.annotations.NullMarked;
