// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWTIME;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWUSER;

import io.jebena.container.ExitStatus;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.launch.LaunchedProcess;
import io.jebena.namespace.Namespaces;
import io.jebena.value.Signal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** What there is of a container in the kernel while its first process runs, and the way down afterwards. */
final class RunningContainer {
    private final LaunchedProcess process;
    private final ManagedProcess main;
    private final ContainerCgroup cgroup;
    private final Confinement confinement;
    private final EffectiveProcess effective;
    private final int furtherNamespaces;
    private final AtomicBoolean cleared = new AtomicBoolean();

    RunningContainer(
            LaunchedProcess process,
            ManagedProcess main,
            ContainerCgroup cgroup,
            Confinement confinement,
            Blueprint blueprint) {
        this.process = process;
        this.main = main;
        this.cgroup = cgroup;
        this.confinement = confinement;
        this.effective = blueprint.process();
        Namespaces namespaces = blueprint.spec().namespaces();
        this.furtherNamespaces = (namespaces.user().host() ? 0 : CLONE_NEWUSER)
                | (namespaces.time().host() ? 0 : CLONE_NEWTIME);
        main.follow(this::withMemoryRunOut);
    }

    private ExitStatus withMemoryRunOut(ExitStatus status) {
        return cgroup.outOfMemoryKills() > 0 ? status.withOomKilled() : status;
    }

    int pid() {
        return process.pid();
    }

    ManagedProcess main() {
        return main;
    }

    ContainerCgroup cgroup() {
        return cgroup;
    }

    Confinement confinement() {
        return confinement;
    }

    EffectiveProcess effective() {
        return effective;
    }

    /** Flags of those namespaces that not every container has, and maybe not every kernel. */
    int furtherNamespaces() {
        return furtherNamespaces;
    }

    /** The first process, for joining its namespaces; open as long as it runs. */
    Fd handle() {
        return process.pidFd().fd();
    }

    CompletableFuture<ExitStatus> onEnd() {
        return main.ended();
    }

    boolean signal(Signal signal) {
        return process.signal(signal.number());
    }

    void kill() {
        process.signal(Signal.KILL.number());
    }

    /** After the end: nothing of it stays in the kernel. A second call does nothing. */
    void clear() {
        if (cleared.compareAndSet(false, true)) {
            cgroup.kill();
            cgroup.remove();
        }
    }
}
