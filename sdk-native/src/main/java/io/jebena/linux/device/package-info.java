// SPDX-License-Identifier: Apache-2.0
/**
 * Which device numbers a container may use: rules, their form in the devices controller of cgroup version 1, and the BPF
 * program that takes its place in version 2. A peer of the other packages that know one kernel subsystem each.
 */
@NullMarked
package io.jebena.linux.device;

import org.jspecify.annotations.NullMarked;
