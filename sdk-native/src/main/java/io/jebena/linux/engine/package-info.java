// SPDX-License-Identifier: Apache-2.0
/**
 * The top of the native side: the provider that is found as a service, the engine it opens, what it says of the host. The
 * only place that puts services together.
 */
@NullMarked
package io.jebena.linux.engine;

import org.jspecify.annotations.NullMarked;
