// SPDX-License-Identifier: Apache-2.0
/** Devices of the host that a container may use. */
@NullMarked
package io.jebena.device;

import org.jspecify.annotations.NullMarked;
