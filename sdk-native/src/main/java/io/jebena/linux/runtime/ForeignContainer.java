// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.ContainerUpdate;
import io.jebena.container.ExitStatus;
import io.jebena.container.WaitCondition;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.NotFoundException;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.EngineLease;
import io.jebena.value.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A container of another engine on the same root: what its record says, and signals to its process. Its start belongs to
 * the JVM that made it; a container whose engine is gone can be removed.
 */
final class ForeignContainer extends ContainerHandle {
    /** How long the owning JVM may take to write down how a process ended that is gone already. */
    private static final Duration RECORDED_WITHIN = Duration.ofSeconds(5);

    private static final long LOOK_AGAIN_MILLIS = 5;

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
        throw elsewhere("look into");
    }

    @Override
    public Optional<Live> live() {
        throw elsewhere("look into");
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
        ExitStatus status = await(null);
        if (status == null) {
            throw new NotFoundException("container", name());
        }
        return status;
    }

    @Override
    public ExitStatus waitFor(Duration limit) {
        ExitStatus status = await(limit);
        if (status == null) {
            throw new DeadlineException("waiting for container " + name(), limit);
        }
        return status;
    }

    @Override
    public ExitStatus waitFor(WaitCondition condition, Duration limit) {
        return Waiting.atMost(when(condition), limit, "waiting for container " + name());
    }

    @Override
    public CompletableFuture<ExitStatus> when(WaitCondition condition) {
        return switch (condition) {
            case NOT_RUNNING, NEXT_EXIT -> onExit();
            case REMOVED -> throw elsewhere("wait for the removal of");
        };
    }

    /** The process's descriptor tells the end; how it ended is in the record soon after. */
    private @Nullable ExitStatus await(@Nullable Duration limit) {
        ContainerRecord record = record();
        if (record.exit() == null && record.pid() != 0) {
            try (PidFd process = PidFd.open(record.pid())) {
                if (!process.fd().awaitReadable(limit)) {
                    return null;
                }
            } catch (SyscallException e) {
                if (!e.is(Errno.ESRCH)) {
                    throw e;
                }
            }
        }
        return recorded();
    }

    private @Nullable ExitStatus recorded() {
        Instant end = Instant.now().plus(RECORDED_WITHIN);
        while (true) {
            Optional<ContainerRecord> record = now();
            if (record.isEmpty()) {
                return null;
            }
            ExitStatus exit = record.get().exit();
            if (exit != null || Instant.now().isAfter(end)) {
                return exit;
            }
            Waiting.pause(LOOK_AGAIN_MILLIS, "waiting for container " + name());
        }
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return CompletableFuture.supplyAsync(this::waitFor, surroundings.executor());
    }

    @Override
    public ExitStatus kill() {
        kill(Signal.KILL);
        return waitFor();
    }

    @Override
    public void kill(Signal signal) {
        int pid = pid().orElseThrow(() -> wrongState("kill", "running"));
        try (PidFd process = PidFd.open(pid)) {
            // the record is read once more: the number may have passed to another process meanwhile
            if (record().pid() == pid) {
                process.signal(signal.number());
            }
        } catch (SyscallException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }

    @Override
    public ExitStatus stop() {
        return stop(spec().stopTimeout());
    }

    @Override
    public ExitStatus stop(Duration timeout) {
        if (state() == ContainerState.CREATED) {
            throw wrongState("stop", "running or exited");
        }
        if (state() == ContainerState.RUNNING) {
            kill(spec().stopSignal().orElse(Signal.TERM));
            ExitStatus status = await(timeout);
            return status == null ? kill() : status;
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
