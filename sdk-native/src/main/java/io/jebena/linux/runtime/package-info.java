// SPDX-License-Identifier: Apache-2.0
/**
 * The life of containers: what a spec and an image come to, the plan of a launch, the state machine from created to
 * removed. A use case over the kernel subsystems; {@code linux.engine} puts it together.
 */
@NullMarked
package io.jebena.linux.runtime;

import org.jspecify.annotations.NullMarked;
