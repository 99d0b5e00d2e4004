// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ExecSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.ProcessResult;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.NotFoundException;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.EngineLease;
import io.jebena.value.ContainerId;
import io.jebena.value.Signal;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A container of another engine on the same root: what its record says, and signals to its process. Its streams, its
 * start and new processes in it belong to the JVM that made it; a container whose engine is gone can be removed.
 */
final class ForeignContainer implements Container {
    /** How long the owning JVM may take to write down how a process ended that is gone already. */
    private static final Duration RECORDED_WITHIN = Duration.ofSeconds(5);

    private static final long LOOK_AGAIN_MILLIS = 5;

    private final Surroundings surroundings;
    private final ContainerLifecycle lifecycle;
    private final ContainerRecord first;

    ForeignContainer(Surroundings surroundings, ContainerLifecycle lifecycle, ContainerRecord record) {
        this.surroundings = surroundings;
        this.lifecycle = lifecycle;
        this.first = record;
    }

    private Optional<ContainerRecord> now() {
        return surroundings.records().read(first.id().toString());
    }

    private ContainerRecord latest() {
        return now().orElse(first);
    }

    @Override
    public ContainerId id() {
        return first.id();
    }

    @Override
    public String name() {
        return first.name();
    }

    @Override
    public ContainerSpec spec() {
        return first.spec();
    }

    @Override
    public ContainerState state() {
        Optional<ContainerRecord> record = now();
        if (record.isEmpty()) {
            return ContainerState.REMOVED;
        }
        if (record.get().exit() != null) {
            return ContainerState.EXITED;
        }
        return record.get().pid() == 0 ? ContainerState.CREATED : ContainerState.RUNNING;
    }

    @Override
    public OptionalInt pid() {
        int pid = latest().pid();
        return pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid);
    }

    @Override
    public Optional<ExitStatus> exitStatus() {
        return Optional.ofNullable(latest().exit());
    }

    @Override
    public Instant createdAt() {
        return first.createdAt();
    }

    @Override
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(latest().startedAt());
    }

    @Override
    public Optional<Instant> finishedAt() {
        return Optional.ofNullable(latest().finishedAt());
    }

    @Override
    public Container start() {
        throw elsewhere("start");
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

    /** The process's descriptor tells the end; how it ended is in the record soon after. */
    private @Nullable ExitStatus await(@Nullable Duration limit) {
        ContainerRecord record = latest();
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
        int pid = pid().orElseThrow(() -> new ContainerStateException("kill", name(), "running", stateText()));
        try (PidFd process = PidFd.open(pid)) {
            // the record is read once more: the number may have passed to another process meanwhile
            if (latest().pid() == pid) {
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
            throw new ContainerStateException("stop", name(), "running or exited", stateText());
        }
        if (state() == ContainerState.RUNNING) {
            kill(spec().stopSignal().orElse(Signal.TERM));
            ExitStatus status = await(timeout);
            return status == null ? kill() : status;
        }
        return waitFor();
    }

    @Override
    public void remove(boolean force) {
        if (EngineLease.isAlive(surroundings.root(), first.engine())) {
            throw new ConflictException("container " + name()
                    + " belongs to another engine that is open: remove it there, or close that engine");
        }
        if (now().isEmpty()) {
            throw new NotFoundException("container", name());
        }
        lifecycle.removeOrphan(first);
    }

    @Override
    public void close() {
        // it belongs to another engine
    }

    @Override
    public ProcessResult exec(ExecSpec spec) {
        throw elsewhere("exec in");
    }

    @Override
    public ContainerProcess startExec(ExecSpec spec) {
        throw elsewhere("exec in");
    }

    @Override
    public OutputStream stdin() {
        throw elsewhere("write to");
    }

    @Override
    public InputStream stdout() {
        throw elsewhere("read the output of");
    }

    @Override
    public InputStream stderr() {
        throw elsewhere("read the output of");
    }

    @Override
    public String stdoutText() {
        throw elsewhere("read the output of");
    }

    @Override
    public String stderrText() {
        throw elsewhere("read the output of");
    }

    private ContainerStateException elsewhere(String operation) {
        return new ContainerStateException(operation, name(), "of this engine", "of another engine");
    }

    private String stateText() {
        return state().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Container container && container.id().equals(id());
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    @Override
    public String toString() {
        return "container " + name() + " (" + id().shortForm() + ", " + stateText() + ", of another engine)";
    }
}
