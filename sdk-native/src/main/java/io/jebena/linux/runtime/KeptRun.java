// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ExitStatus;
import io.jebena.error.ContainerException;
import io.jebena.error.LaunchException;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.value.Signal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A run that a keeper looks after. */
final class KeptRun implements Run {
    private static final Set<String> ENTERING = Set.of("namespace join", "clone", "cgroup", "launcher");

    private final Kept kept;
    private final int number;
    private final int pid;
    private final Optional<Fd> process;
    private final ContainerCgroup cgroup;
    private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
    private final Set<ManagedProcess> execs = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean cleared = new AtomicBoolean();
    private volatile boolean followed;
    private volatile boolean over;
    private volatile boolean frozen;

    /**
     * A run.
     *
     * @param kept the container's keeper
     * @param number of the run, 1 the first
     * @param pid its first process, 0 if it is gone
     * @param process that process, owned by this object
     * @param cgroup its groups
     */
    KeptRun(Kept kept, int number, int pid, Optional<Fd> process, ContainerCgroup cgroup) {
        this.kept = kept;
        this.number = number;
        this.pid = pid;
        this.process = process;
        this.cgroup = cgroup;
    }

    int number() {
        return number;
    }

    boolean isOver() {
        return ended.isDone();
    }

    /** The keeper says that it has ended, and whether it starts another. */
    void end(ExitStatus status, boolean followed) {
        this.followed = followed;
        ended.complete(status);
    }

    @Override
    public Optional<Boolean> followed() {
        return Optional.of(followed);
    }

    @Override
    public void onOutOfMemory(Runnable listener) {
        ended.thenAccept(status -> {
            if (status.oomKilled()) {
                listener.run();
            }
        });
    }

    @Override
    public void stoppedByHand(boolean cancelsRestarts) {
        kept.stopped(cancelsRestarts, isOver());
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public ContainerCgroup cgroup() {
        return cgroup;
    }

    @Override
    public Confinement confinement() {
        return kept.confinement();
    }

    @Override
    public EffectiveProcess effective() {
        return kept.blueprint().process();
    }

    @Override
    public int furtherNamespaces() {
        return RunningContainer.furtherNamespaces(kept.blueprint().spec().namespaces());
    }

    @Override
    public Optional<Fd> handle() {
        try {
            return process.filter(Fd::isOpen).map(Fd::duplicate);
        } catch (RuntimeException e) {
            return Optional.empty(); // closed just now
        }
    }

    @Override
    public boolean explains(ContainerException failure) {
        boolean likely = failure instanceof LaunchException launch && ENTERING.contains(launch.stage())
                || failure instanceof SyscallException call && (call.is(Errno.ENOENT) || call.is(Errno.ESRCH));
        if (!likely) {
            return false;
        }
        try {
            ended.get(1, TimeUnit.SECONDS);
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
        return ended;
    }

    @Override
    public CompletableFuture<Void> onAllEnded() {
        return CompletableFuture.allOf(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(ended), execs.stream().map(ManagedProcess::ended))
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public boolean signal(Signal signal) {
        if (signal.equals(Signal.KILL)) {
            return kill();
        }
        kept.signal(signal);
        return !isOver();
    }

    @Override
    public boolean kill() {
        over = true;
        boolean alive = !isOver();
        kept.signal(Signal.KILL);
        execs.forEach(ManagedProcess::force);
        if (frozen) {
            thaw();
        }
        return alive;
    }

    @Override
    public boolean freeze() {
        frozen = true;
        boolean stopped = false;
        try {
            stopped = cgroup.freeze(() -> over || isOver());
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

    @Override
    public void clear() {
        if (cleared.compareAndSet(false, true)) {
            process.ifPresent(Fd::close);
            if (followed) {
                cgroup.release(); // the next run is in the same groups
            } else {
                kept.over();
                cgroup.release();
                kept.removeGroups();
            }
        }
    }

    /** This JVM looks at it no more; it goes on. */
    void letGo() {
        if (cleared.compareAndSet(false, true)) {
            process.ifPresent(Fd::close);
            cgroup.release();
        }
    }
}
