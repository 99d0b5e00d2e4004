// SPDX-License-Identifier: Apache-2.0
/** The only door: {@link io.jebena.Jebena} finds an engine and opens it; it stands above every other package. */
@NullMarked
package io.jebena;

import org.jspecify.annotations.NullMarked;
