// SPDX-License-Identifier: Apache-2.0
/** What to run (specs) and what runs (handles): above security and the peer packages. */
@NullMarked
package io.jebena.container;

import org.jspecify.annotations.NullMarked;
