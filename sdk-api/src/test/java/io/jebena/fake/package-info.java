// SPDX-License-Identifier: Apache-2.0
/** An engine in memory, whose containers are threads that play a few well-known programs. */
@NullMarked
package io.jebena.fake;

import org.jspecify.annotations.NullMarked;
