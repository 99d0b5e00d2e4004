// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ExecSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.value.ContainerId;
import io.jebena.value.Signal;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A container of this engine.
 *
 * <pre>
 * CREATED --start--> RUNNING --exit--> EXITED
 *    |                  |                 |
 *    +---- remove ------+---- remove -----+--> REMOVED
 * </pre>
 *
 * <p>Transitions are made under one lock; the end of the process comes from the reactor's thread and is only noted, what
 * follows from it runs elsewhere.
 */
final class LinuxContainer extends Unfinished {
    private static final Signal KILL = Signal.KILL;

    private final ContainerLifecycle lifecycle;
    private final Blueprint blueprint;
    private final ReentrantLock transition = new ReentrantLock();
    private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
    private final boolean removesItself;
    private volatile ContainerRecord record;
    private volatile boolean removed;
    private volatile @Nullable RunningContainer running;
    private @Nullable StandardStreams streams;

    /**
     * A new container.
     *
     * @param lifecycle does what leaves this object
     * @param blueprint what it is
     * @param record what is kept of it
     * @param removesItself whether it goes when its process has ended
     */
    LinuxContainer(ContainerLifecycle lifecycle, Blueprint blueprint, ContainerRecord record, boolean removesItself) {
        this.removesItself = removesItself;
        this.lifecycle = lifecycle;
        this.blueprint = blueprint;
        this.record = record;
    }

    @Override
    public ContainerId id() {
        return record.id();
    }

    @Override
    public String name() {
        return record.name();
    }

    @Override
    public ContainerSpec spec() {
        return record.spec();
    }

    Blueprint blueprint() {
        return blueprint;
    }

    ContainerRecord record() {
        return record;
    }

    /** What runs, or null before the start and after the end. */
    @Nullable
    RunningContainer running() {
        return running;
    }

    @Override
    public ContainerState state() {
        if (removed) {
            return ContainerState.REMOVED;
        }
        ContainerRecord now = record;
        if (now.exit() != null) {
            return ContainerState.EXITED;
        }
        return now.startedAt() == null ? ContainerState.CREATED : ContainerState.RUNNING;
    }

    @Override
    public OptionalInt pid() {
        int pid = record.pid();
        return pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid);
    }

    @Override
    public Optional<ExitStatus> exitStatus() {
        return Optional.ofNullable(record.exit());
    }

    @Override
    public Instant createdAt() {
        return record.createdAt();
    }

    @Override
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(record.startedAt());
    }

    @Override
    public Optional<Instant> finishedAt() {
        return Optional.ofNullable(record.finishedAt());
    }

    @Override
    public Container start() {
        transition.lock();
        try {
            require("start", ContainerState.CREATED);
            StandardStreams own = streams();
            RunningContainer started;
            try {
                started = lifecycle.launch(this, own);
            } catch (RuntimeException | Error e) {
                streams = null;
                if (removesItself) {
                    discard(e);
                }
                throw e;
            }
            running = started;
            record = record.running(started.pid());
            started.onEnd().thenAccept(this::noteEnd);
            noteStart(started);
            return this;
        } finally {
            transition.unlock();
        }
    }

    /** A container that other JVMs could not know to be running does not go on. */
    private void noteStart(RunningContainer started) {
        try {
            lifecycle.recordChanged(record);
        } catch (RuntimeException | Error e) {
            started.kill();
            throw e;
        }
    }

    private void discard(Throwable failure) {
        try {
            removeNow();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /** In the reactor's thread: waiters go on at once, the rest is done behind their backs. */
    private void noteEnd(ExitStatus status) {
        record = record.ended(status);
        ended.complete(status);
        lifecycle.execute(() -> {
            transition.lock();
            try {
                afterEnd();
            } finally {
                transition.unlock();
            }
        });
    }

    private void afterEnd() {
        RunningContainer was = running;
        if (was != null) {
            was.clear();
        }
        if (removed) {
            return;
        }
        if (removesItself) {
            removeNow();
        } else {
            lifecycle.recordChanged(record);
        }
    }

    @Override
    public ExitStatus waitFor() {
        return Waiting.forEver(ended, "waiting for container " + name());
    }

    @Override
    public ExitStatus waitFor(Duration limit) {
        return Waiting.atMost(ended, limit, "waiting for container " + name());
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return Waiting.elsewhere(ended, lifecycle::execute);
    }

    @Override
    public ExitStatus kill() {
        requireRunning("kill").kill();
        return waitFor();
    }

    @Override
    public void kill(Signal signal) {
        requireRunning("kill").signal(signal);
    }

    @Override
    public ExitStatus stop() {
        return stop(spec().stopTimeout());
    }

    @Override
    public ExitStatus stop(Duration timeout) {
        ContainerState state = state();
        if (state == ContainerState.CREATED || state == ContainerState.REMOVED && record.exit() == null) {
            throw wrongState("stop", "running or exited", state);
        }
        RunningContainer now = running;
        ExitStatus already = record.exit();
        if (now == null || already != null) {
            return waitFor();
        }
        Signal signal = spec().stopSignal().or(blueprint::stopSignal).orElse(Signal.TERM);
        if (!timeout.isZero() && now.signal(signal)) {
            try {
                return waitFor(timeout);
            } catch (io.jebena.error.DeadlineException e) {
                // it had its time
                now.kill();
                return waitFor();
            }
        }
        now.kill();
        return waitFor();
    }

    @Override
    public void remove(boolean force) {
        if (!takeAway(force, Waiting.FOR_EVER)) {
            throw new NotFoundException("container", name());
        }
    }

    @Override
    public void close() {
        close(Waiting.FOR_EVER);
    }

    /** Kills and removes it, if the process and those who work on it leave it within about this time. */
    void close(Duration limit) {
        takeAway(true, limit);
    }

    /** False if it was removed before. */
    private boolean takeAway(boolean force, Duration limit) {
        boolean killed = false;
        while (true) {
            ContainerState state = state();
            if (state == ContainerState.RUNNING && !force) {
                throw wrongState("remove", "stopped: stop it first, or remove it by force", state);
            }
            killed |= state == ContainerState.RUNNING;
            killNow();
            awaitEnds(limit);
            Waiting.lock(transition, limit, "waiting for the work on container " + name());
            try {
                if (removed) {
                    return killed;
                }
                if (state() != ContainerState.RUNNING) { // or it was started just now
                    removeNow();
                    return true;
                }
            } finally {
                transition.unlock();
            }
        }
    }

    /** Kills without waiting, so that many can end at once. */
    void killNow() {
        RunningContainer now = running;
        if (now != null) {
            now.kill();
        }
    }

    private void awaitEnds(Duration limit) {
        RunningContainer now = running;
        if (now != null) {
            Waiting.atMost(ended, limit, "waiting for container " + name());
            Waiting.atMost(now.onAllEnded(), limit, "waiting for what was executed in container " + name());
        }
    }

    /** Needs the lock, and a process that is gone. */
    private void removeNow() {
        RunningContainer was = running;
        if (was != null) {
            was.clear();
        }
        removed = true;
        StandardStreams own = streams;
        if (own != null && was == null) {
            own.close();
        } else if (own != null && !removesItself) {
            own.forget();
        }
        lifecycle.remove(this);
        ended.completeExceptionally(new NotFoundException("container", name()));
    }

    @Override
    public ProcessResult exec(ExecSpec spec) {
        if (spec.stdin().kind() == Input.Kind.OPEN) {
            throw new InvalidSpecException(
                    "stdin", "exec waits for the end, so nobody could write: use startExec, or give the input");
        }
        ContainerProcess process = startExec(spec);
        try {
            return process.result();
        } catch (OperationInterruptedException e) {
            process.kill(KILL);
            throw e;
        }
    }

    @Override
    public ContainerProcess startExec(ExecSpec spec) {
        return lifecycle.exec(this, requireRunning("exec"), spec);
    }

    private RunningContainer requireRunning(String operation) {
        RunningContainer now = running;
        if (now == null || state() != ContainerState.RUNNING) {
            throw wrongState(operation, "running", state());
        }
        return now;
    }

    private void require(String operation, ContainerState expected) {
        ContainerState state = state();
        if (state != expected) {
            throw wrongState(operation, expected.name().toLowerCase(java.util.Locale.ROOT), state);
        }
    }

    private ContainerStateException wrongState(String operation, String expected, ContainerState actual) {
        return new ContainerStateException(
                operation, name(), expected, actual.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** The streams are there before the start, so that a caller can write and read ahead. */
    private StandardStreams streams() {
        transition.lock();
        try {
            StandardStreams own = streams;
            if (own == null) {
                require("use the streams of", ContainerState.CREATED);
                own = lifecycle.openStreams(this);
                streams = own;
            }
            return own;
        } finally {
            transition.unlock();
        }
    }

    @Override
    public OutputStream stdin() {
        if (spec().stdin().kind() != Input.Kind.OPEN) {
            throw new ContainerStateException("write to stdin of", name(), "with Input.open()", "made without it");
        }
        return streams().stdin();
    }

    private StandardStreams captured(String what, Output output) {
        if (output.kind() != Output.Kind.CAPTURE) {
            throw new ContainerStateException(
                    "read " + what + " of", name(), "with Output.capture()", "made without it");
        }
        if (removed && !(removesItself && streams != null)) {
            throw wrongState("read " + what + " of", "created, running or exited", ContainerState.REMOVED);
        }
        return streams();
    }

    @Override
    public InputStream stdout() {
        return captured("stdout", spec().stdout()).reader(1);
    }

    @Override
    public InputStream stderr() {
        return captured("stderr", spec().stderr()).reader(2);
    }

    @Override
    public String stdoutText() {
        return text(captured("stdout", spec().stdout()), 1);
    }

    @Override
    public String stderrText() {
        return text(captured("stderr", spec().stderr()), 2);
    }

    private static String text(StandardStreams streams, int stream) {
        return new String(streams.captured(stream, ManagedProcess.RESULT_LIMIT), StandardCharsets.UTF_8);
    }

    /** The result of a container that has ended. */
    ProcessResult result(ExitStatus status) {
        RunningContainer was = running;
        if (was == null) {
            throw wrongState("read the result of", "exited", state());
        }
        return was.main().resultOf(status);
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
        return "container " + name() + " (" + id().shortForm() + ", "
                + state().name().toLowerCase(java.util.Locale.ROOT) + ")";
    }
}
