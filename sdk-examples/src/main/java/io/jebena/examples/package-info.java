// SPDX-License-Identifier: Apache-2.0
/** Runnable programs on the API alone: nothing here knows the engine that runs them. */
@NullMarked
package io.jebena.examples;

import org.jspecify.annotations.NullMarked;
