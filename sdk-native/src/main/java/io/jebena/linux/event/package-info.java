// SPDX-License-Identifier: Apache-2.0
/** What happens in an engine: the last events, and those who want to hear of further ones. */
@NullMarked
package io.jebena.linux.event;

import org.jspecify.annotations.NullMarked;
