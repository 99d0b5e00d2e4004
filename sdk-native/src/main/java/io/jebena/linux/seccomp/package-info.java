// SPDX-License-Identifier: Apache-2.0
/**
 * Seccomp: profiles in Docker's and OCI's JSON form, and the compiler that turns one into a filter for the kernel.
 *
 * <p>A peer of the other packages that know one kernel subsystem each. Nothing here installs a filter: that is the
 * launcher's part, which receives the finished instructions.
 */
@NullMarked
package io.jebena.linux.seccomp;

import org.jspecify.annotations.NullMarked;
