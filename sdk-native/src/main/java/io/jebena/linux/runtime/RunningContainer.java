// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWTIME;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWUSER;

import io.jebena.container.ExitStatus;
import io.jebena.error.ContainerException;
import io.jebena.error.LaunchException;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.launch.LaunchedProcess;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.namespace.Namespaces;
import io.jebena.value.Signal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** What there is of a container in the kernel while its first process runs, and the way down afterwards. */
final class RunningContainer {
    private static final int EXIT_IS_NEAR_SECONDS = 1;

    /** The parts of a launch that fail where a container is ending. */
    private static final Set<String> ENTERING = Set.of("namespace join", "clone", "cgroup", "launcher");

    private final LaunchedProcess process;
    private final ManagedProcess main;
    private final ContainerCgroup cgroup;
    private final Confinement confinement;
    private final EffectiveProcess effective;
    private final int furtherNamespaces;
    private final Set<ManagedProcess> execs = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean cleared = new AtomicBoolean();
    private volatile boolean over;

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

    /** The first process, for joining its namespaces; owned by the caller, empty if it has ended. */
    Optional<Fd> handle() {
        return process.duplicate();
    }

    /** Whether a launch that was to enter this container failed because it ended: then its exit is there, or very near. */
    boolean explains(ContainerException failure) {
        boolean likely = failure instanceof LaunchException launch && ENTERING.contains(launch.stage())
                || failure instanceof SyscallException call && (call.is(Errno.ENOENT) || call.is(Errno.ESRCH));
        if (!likely) {
            return false;
        }
        try {
            process.onExit().get(EXIT_IS_NEAR_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Takes charge of a process executed beside the first: it does not outlive it. */
    ManagedProcess adopt(ManagedProcess exec) {
        execs.add(exec);
        exec.ended().thenRun(() -> execs.remove(exec));
        if (over) {
            exec.force();
        }
        return exec;
    }

    CompletableFuture<ExitStatus> onEnd() {
        return main.ended();
    }

    boolean signal(Signal signal) {
        return signal.equals(Signal.KILL) ? kill() : main.signal(signal);
    }

    /** Ends all of it by force: whoever waits for the end, or for that of an exec, waits for streams no longer. */
    boolean kill() {
        over = true;
        boolean signaled = main.force();
        execs.forEach(ManagedProcess::force);
        return signaled;
    }

    /** The ends of the first process and of all beside it. */
    CompletableFuture<Void> onAllEnded() {
        return CompletableFuture.allOf(Stream.concat(Stream.of(main), execs.stream())
                .map(ManagedProcess::ended)
                .toArray(CompletableFuture[]::new));
    }

    /** After the end: nothing of it stays in the kernel. A second call does nothing. */
    void clear() {
        if (cleared.compareAndSet(false, true)) {
            cgroup.kill();
            cgroup.remove();
        }
    }
}
