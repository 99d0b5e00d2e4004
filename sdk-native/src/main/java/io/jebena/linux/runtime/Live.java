// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.error.ContainerException;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.fd.Fd;
import java.util.Optional;

/** What there is of a container in the kernel while its first process lives, whoever started it. */
interface Live {
    /** The first process as the host sees it. */
    int pid();

    ContainerCgroup cgroup();

    Confinement confinement();

    EffectiveProcess effective();

    /** Flags of those namespaces that not every container has, and maybe not every kernel. */
    int furtherNamespaces();

    /** The first process, for joining its namespaces; owned by the caller, empty if it has ended. */
    Optional<Fd> handle();

    /** Whether a launch that was to enter this container failed because it ended. */
    boolean explains(ContainerException failure);

    /** Takes charge of a process executed beside the first: it does not outlive it. */
    ManagedProcess adopt(ManagedProcess exec);
}
