// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;

/**
 * What a profile's rules may depend on.
 *
 * @param machine the kernel's architecture
 * @param bounding the container's capability bounding set, as a mask
 * @param kernel the kernel's release
 */
record FilterContext(Arch machine, long bounding, KernelRelease kernel) {}
