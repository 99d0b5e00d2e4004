// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.capability.Capability;
import io.jebena.linux.lsm.LandlockRing;
import io.jebena.linux.lsm.SecurityLabel;
import io.jebena.linux.seccomp.SeccompFilter;
import io.jebena.value.Rlimit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What holds for every process of a container, the first and those executed beside it.
 *
 * @param capabilities what root in it may have
 * @param filter system call filter, or empty if unconfined
 * @param noNewPrivileges whether set-user-id programs do nothing
 * @param landlock which files may be used, or empty for all
 * @param labels labels of security modules
 * @param rlimits resource limits
 * @param umask file mode creation mask
 */
record Confinement(
        Set<Capability> capabilities,
        Optional<SeccompFilter> filter,
        boolean noNewPrivileges,
        Optional<LandlockRing> landlock,
        List<SecurityLabel> labels,
        List<Rlimit> rlimits,
        int umask) {
    /** The same with other capabilities: what an exec may have that is privileged. */
    Confinement with(Set<Capability> others) {
        return new Confinement(others, filter, noNewPrivileges, landlock, labels, rlimits, umask);
    }
}
