// SPDX-License-Identifier: Apache-2.0
/** What containers write, as it is kept. */
@NullMarked
package io.jebena.log;

import org.jspecify.annotations.NullMarked;
