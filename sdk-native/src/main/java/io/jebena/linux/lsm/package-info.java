// SPDX-License-Identifier: Apache-2.0
/**
 * The kernel's further security modules: Landlock, AppArmor, SELinux. A peer of the other packages that know one kernel
 * subsystem each.
 */
@NullMarked
package io.jebena.linux.lsm;

import org.jspecify.annotations.NullMarked;
