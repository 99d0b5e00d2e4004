// SPDX-License-Identifier: Apache-2.0
/**
 * The conversation with the launcher, the one native program: plans, launches, exits. A kernel subsystem like its peers
 * in {@code linux}; it stands on {@code linux.fd} and imports no peer.
 */
@NullMarked
package io.jebena.linux.launch;

import org.jspecify.annotations.NullMarked;
