// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.ContainerUpdate;
import io.jebena.container.ExitStatus;
import io.jebena.container.RestartPolicy;
import io.jebena.container.WaitCondition;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.NotFoundException;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.EngineLease;
import io.jebena.linux.store.RecordWatch;
import io.jebena.value.Signal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A container of another engine on the same root: what its record says, and signals to its process. Its start belongs to
 * the JVM that made it; a container whose engine is gone can be removed.
 */
final class ForeignContainer extends ContainerHandle {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    private final Surroundings surroundings;
    private final ContainerLifecycle lifecycle;
    private final ContainerOutput output;
    private volatile ContainerRecord last;

    ForeignContainer(Surroundings surroundings, ContainerLifecycle lifecycle, ContainerRecord record) {
        super(lifecycle.parts());
        this.surroundings = surroundings;
        this.lifecycle = lifecycle;
        this.last = record;
        this.output = new ForeignOutput(this, record, lifecycle.outputs());
    }

    private Optional<ContainerRecord> now() {
        Optional<ContainerRecord> now = surroundings.records().read(last.id().toString());
        now.ifPresent(record -> last = record);
        return now;
    }

    @Override
    public ContainerRecord record() {
        return now().orElse(last);
    }

    @Override
    public ContainerState state() {
        return now().map(ContainerRecord::state).orElse(ContainerState.REMOVED);
    }

    @Override
    public Blueprint blueprint() {
        return lifecycle.foreigners().blueprint(last);
    }

    @Override
    public Optional<ForeignLive> live() {
        return now().flatMap(lifecycle.foreigners()::live);
    }

    @Override
    ContainerOutput output() {
        return output;
    }

    @Override
    public Container start() {
        throw elsewhere("start");
    }

    @Override
    public Container restart(Duration timeout) {
        throw elsewhere("restart");
    }

    @Override
    public void pause() {
        throw elsewhere("pause");
    }

    @Override
    public void unpause() {
        throw elsewhere("unpause");
    }

    @Override
    public void rename(String name) {
        throw elsewhere("rename");
    }

    @Override
    public void update(ContainerUpdate update) {
        throw elsewhere("update");
    }

    @Override
    public ExitStatus waitFor() {
        return await(ForeignContainer::isDown, Waiting.FOR_EVER);
    }

    @Override
    public ExitStatus waitFor(Duration limit) {
        return await(ForeignContainer::isDown, limit);
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return CompletableFuture.supplyAsync(this::waitFor, surroundings.executor());
    }

    @Override
    public ExitStatus waitFor(WaitCondition condition, Duration limit) {
        ContainerRecord now = record();
        return switch (condition) {
            case NOT_RUNNING ->
                now.state() == ContainerState.CREATED ? ExitStatus.exited(0) : await(ForeignContainer::isDown, limit);
            case NEXT_EXIT -> await(r -> r.exit() != null && !Objects.equals(r.finishedAt(), now.finishedAt()), limit);
            case REMOVED -> await(r -> false, limit);
        };
    }

    @Override
    public CompletableFuture<ExitStatus> when(WaitCondition condition) {
        return CompletableFuture.supplyAsync(() -> waitFor(condition, Waiting.FOR_EVER), surroundings.executor());
    }

    private static boolean isDown(ContainerRecord record) {
        return record.state() == ContainerState.EXITED || record.state() == ContainerState.DEAD;
    }

    /** Waits until its record says so, or it is removed, or the Java process that runs it is gone. */
    private ExitStatus await(Predicate<ContainerRecord> condition, Duration limit) {
        String what = "waiting for container " + last.name();
        long end = System.nanoTime() + limit.toNanos();
        try (RecordWatch watch =
                RecordWatch.open(surroundings.root(), last.id().toString()).orElse(null)) {
            while (true) {
                Optional<ContainerRecord> record = now();
                if (record.isEmpty() || condition.test(record.get())) {
                    return lastExit();
                }
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (watch == null || left.isNegative() || left.isZero()) {
                    throw new DeadlineException(what, limit);
                }
                // a Java process that dies writes no record any more: its sign is looked at now and then
                watch.await(left.compareTo(SIGN_OF_LIFE) < 0 ? left : SIGN_OF_LIFE);
                if (orphaned() && now().filter(r -> r.state().alive()).isPresent()) {
                    return ExitStatus.signaled(Signal.KILL);
                }
            }
        }
    }

    private ExitStatus lastExit() {
        ExitStatus exit = last.exit();
        if (exit == null) {
            throw new NotFoundException("container", last.name());
        }
        return exit;
    }

    @Override
    public ExitStatus kill() {
        requireActive();
        mark();
        signal(Signal.KILL);
        return waitFor();
    }

    @Override
    public void kill(Signal signal) {
        requireActive();
        Optional<Signal> configured = stopSignal();
        if (signal.equals(Signal.KILL)
                || configured.isEmpty()
                || configured.get().equals(signal)) {
            mark();
        }
        signal(signal);
    }

    private void requireActive() {
        ContainerState state = state();
        if (!state.alive() && state != ContainerState.RESTARTING) {
            throw wrongState("kill", "running");
        }
    }

    /** Whoever runs it sees that it is not to be started again. */
    private void mark() {
        if (record().terms().restart().kind() != RestartPolicy.Kind.NEVER) {
            surroundings.directories().markStopped(last.id().toString());
        }
    }

    private Optional<Signal> stopSignal() {
        return spec().stopSignal().or(() -> blueprint().stopSignal());
    }

    private void signal(Signal signal) {
        Optional<ForeignLive> live = live();
        if (live.isEmpty()) {
            return;
        }
        try (PidFd process =
                ForeignLive.open(live.get().pid(), live.get().cgroup()).orElse(null)) {
            if (process != null) {
                process.signal(signal.number());
                if (last.state() == ContainerState.PAUSED) {
                    live.get().cgroup().thaw();
                }
            }
        }
    }

    @Override
    public ExitStatus stop() {
        return stop(spec().stopTimeout());
    }

    @Override
    public ExitStatus stop(Duration timeout) {
        ContainerState state = state();
        if (state == ContainerState.CREATED || state == ContainerState.REMOVED && last.exit() == null) {
            throw wrongState("stop", "running or exited");
        }
        if (state.alive() || state == ContainerState.RESTARTING) {
            mark();
            if (!timeout.isZero()) {
                signal(stopSignal().orElse(Signal.TERM));
                try {
                    return waitFor(timeout);
                } catch (DeadlineException e) {
                    // it had its time
                }
            }
            signal(Signal.KILL);
        }
        return waitFor();
    }

    /** Whether the Java process that made it is gone. */
    boolean orphaned() {
        return !EngineLease.isAlive(surroundings.root(), last.engine());
    }

    @Override
    public void remove(boolean force) {
        if (!orphaned()) {
            throw new ConflictException("container " + name()
                    + " belongs to another engine that is open: remove it there, or close that engine");
        }
        if (now().isEmpty()) {
            throw new NotFoundException("container", name());
        }
        lifecycle.foreigners().forget(last);
        lifecycle.removeOrphan(last);
    }

    @Override
    public void close() {
        // it belongs to another engine
    }

    private ContainerStateException elsewhere(String operation) {
        return new ContainerStateException(operation, name(), "of this engine", "of another engine");
    }
}
