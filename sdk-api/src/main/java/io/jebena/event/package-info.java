// SPDX-License-Identifier: Apache-2.0
/** What happens in an engine. */
@NullMarked
package io.jebena.event;

import org.jspecify.annotations.NullMarked;
