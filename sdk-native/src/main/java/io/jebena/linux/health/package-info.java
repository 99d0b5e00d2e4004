// SPDX-License-Identifier: Apache-2.0
/** Health checks: probes again and again, and what they say. Knows no kernel: what executes a probe is handed in. */
@NullMarked
package io.jebena.linux.health;

import org.jspecify.annotations.NullMarked;
