// SPDX-License-Identifier: Apache-2.0
/** How a container is confined: above capabilities, below the container that uses it. */
@NullMarked
package io.jebena.security;

import org.jspecify.annotations.NullMarked;
