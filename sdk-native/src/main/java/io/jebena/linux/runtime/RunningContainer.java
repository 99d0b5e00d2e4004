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
import io.jebena.linux.stream.Reactor;
import io.jebena.namespace.Namespaces;
import io.jebena.value.Signal;
import java.time.Duration;
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
final class RunningContainer implements Run {
    private static final int EXIT_IS_NEAR_SECONDS = 1;
    private static final Duration INSISTENCE = Duration.ofMillis(100);

    /** The parts of a launch that fail where a container is ending. */
    private static final Set<String> ENTERING = Set.of("namespace join", "clone", "cgroup", "launcher");

    private final LaunchedProcess process;
    private final ManagedProcess main;
    private final ContainerCgroup cgroup;
    private final MemoryWatch memory;
    private final Confinement confinement;
    private final EffectiveProcess effective;
    private final int furtherNamespaces;
    private final Set<ManagedProcess> execs = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean cleared = new AtomicBoolean();
    private volatile boolean over;
    private volatile boolean frozen;

    RunningContainer(
            LaunchedProcess process,
            ManagedProcess main,
            ContainerCgroup cgroup,
            Confinement confinement,
            Blueprint blueprint) {
        this.process = process;
        this.main = main;
        this.cgroup = cgroup;
        this.memory = new MemoryWatch(cgroup);
        this.confinement = confinement;
        this.effective = blueprint.process();
        this.furtherNamespaces = furtherNamespaces(blueprint.spec().namespaces());
        main.follow(this::withMemoryRunOut);
    }

    /** From here on it is told while it runs that its memory has run out. */
    void watchMemory(Reactor reactor) {
        memory.begin(reactor);
    }

    @Override
    public void onOutOfMemory(Runnable listener) {
        memory.listener(listener);
    }

    static int furtherNamespaces(Namespaces namespaces) {
        return (namespaces.user().host() ? 0 : CLONE_NEWUSER)
                | (namespaces.time().host() ? 0 : CLONE_NEWTIME);
    }

    private ExitStatus withMemoryRunOut(ExitStatus status) {
        long kills = cgroup.outOfMemoryKills();
        memory.seen(kills);
        return kills > 0 ? status.withOomKilled() : status;
    }

    @Override
    public int pid() {
        return process.pid();
    }

    @Override
    public ContainerCgroup cgroup() {
        return cgroup;
    }

    @Override
    public Confinement confinement() {
        return confinement;
    }

    @Override
    public EffectiveProcess effective() {
        return effective;
    }

    @Override
    public int furtherNamespaces() {
        return furtherNamespaces;
    }

    @Override
    public Optional<Fd> handle() {
        return process.duplicate();
    }

    @Override
    public boolean explains(ContainerException failure) {
        boolean likely = failure instanceof LaunchException launch
                        && (ENTERING.contains(launch.stage()) || launch.errno() == Errno.ESRCH)
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

    @Override
    public ManagedProcess adopt(ManagedProcess exec) {
        execs.add(exec);
        exec.ended().thenRun(() -> execs.remove(exec));
        if (over) {
            exec.force();
        }
        return exec;
    }

    @Override
    public CompletableFuture<ExitStatus> onEnd() {
        return main.ended();
    }

    @Override
    public boolean signal(Signal signal) {
        return signal.equals(Signal.KILL) ? kill() : main.signal(signal);
    }

    @Override
    public boolean kill() {
        over = true;
        boolean signaled = main.force();
        execs.forEach(ManagedProcess::force);
        if (frozen) {
            thaw();
        }
        // what the container has frozen itself keeps its first process from ending
        main.unlessEndedWithin(INSISTENCE, () -> {
            if (!cleared.get()) {
                cgroup.kill();
            }
        });
        return signaled;
    }

    @Override
    public CompletableFuture<Void> onAllEnded() {
        return CompletableFuture.allOf(Stream.concat(Stream.of(main), execs.stream())
                .map(ManagedProcess::ended)
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public void clear() {
        if (cleared.compareAndSet(false, true)) {
            memory.end();
            cgroup.kill();
            cgroup.remove();
        }
    }

    @Override
    public boolean freeze() {
        frozen = true;
        boolean stopped = false;
        try {
            stopped = cgroup.freeze(() -> over || process.onExit().isDone());
        } finally {
            frozen = stopped;
        }
        if (stopped && over) {
            thaw();
        }
        return stopped;
    }

    @Override
    public void thaw() {
        frozen = false;
        try {
            cgroup.thaw();
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT) && !e.is(Errno.ENODEV)) { // it has ended
                throw e;
            }
        }
    }
}
