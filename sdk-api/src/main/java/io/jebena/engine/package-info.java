// SPDX-License-Identifier: Apache-2.0
/** The open engine and its services: above containers and images, below the provider that makes it. */
@NullMarked
package io.jebena.engine;

import org.jspecify.annotations.NullMarked;
