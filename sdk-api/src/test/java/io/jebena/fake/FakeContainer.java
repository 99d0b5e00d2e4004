// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jebena.container.Container;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ExecSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import io.jebena.error.NotFoundException;
import io.jebena.value.ContainerId;
import io.jebena.value.Signal;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A container whose processes are threads; its state machine is the real one. */
final class FakeContainer extends Unfinished {
    private final FakeEngine engine;
    private final ContainerId id = ContainerId.random();
    private final String name;
    private final ContainerSpec spec;
    private final Instant createdAt = Instant.now();
    private final FakeProcess init;
    private final List<FakeProcess> execs = new ArrayList<>();
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private ContainerState state = ContainerState.CREATED;
    private @Nullable ExitStatus exitStatus;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    FakeContainer(FakeEngine engine, String name, ContainerSpec spec) {
        this.engine = engine;
        this.name = name;
        this.spec = spec;
        List<String> command = new ArrayList<>(spec.entrypoint().orElse(List.of()));
        command.addAll(spec.command());
        this.init = new FakeProcess(name, spec, command, spec.env(), true);
    }

    @Override
    public ContainerId id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ContainerSpec spec() {
        return spec;
    }

    @Override
    public synchronized ContainerState state() {
        return state;
    }

    @Override
    public synchronized OptionalInt pid() {
        return state == ContainerState.RUNNING ? OptionalInt.of(init.pid()) : OptionalInt.empty();
    }

    @Override
    public synchronized Optional<ExitStatus> exitStatus() {
        return Optional.ofNullable(exitStatus);
    }

    @Override
    public Instant createdAt() {
        return createdAt;
    }

    @Override
    public synchronized Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    @Override
    public synchronized Optional<Instant> finishedAt() {
        return Optional.ofNullable(finishedAt);
    }

    @Override
    public Container start() {
        synchronized (this) {
            require("start", ContainerState.CREATED);
            try {
                FakePrograms.find(init.command());
            } catch (LaunchException e) {
                if (spec.autoRemove()) {
                    forget();
                }
                throw e;
            }
            state = ContainerState.RUNNING;
            startedAt = Instant.now();
            init.start(this, this::ended);
        }
        return this;
    }

    private void ended(ExitStatus status) {
        List<FakeProcess> others;
        synchronized (this) {
            others = List.copyOf(execs);
            state = ContainerState.EXITED;
            exitStatus = status;
            finishedAt = Instant.now();
            if (spec.autoRemove()) {
                forget();
            }
        }
        others.forEach(other -> other.kill(Signal.KILL));
        others.forEach(FakeProcess::waitFor);
        exit.complete(status);
    }

    private void require(String operation, ContainerState wanted) {
        if (state != wanted) {
            throw wrongState(operation, wanted.name());
        }
    }

    private ContainerStateException wrongState(String operation, String wanted) {
        return new ContainerStateException(
                operation, name, wanted.toLowerCase(Locale.ROOT), state.name().toLowerCase(Locale.ROOT));
    }

    private void forget() {
        state = ContainerState.REMOVED;
        engine.forget(this);
        if (exitStatus == null) {
            exit.completeExceptionally(new NotFoundException("container", name));
        }
    }

    @Override
    public ExitStatus waitFor() {
        return FakeProcess.await(exit, name, null);
    }

    @Override
    public ExitStatus waitFor(Duration limit) {
        return FakeProcess.await(exit, name, limit);
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return exit.copy();
    }

    @Override
    public ExitStatus kill() {
        kill(Signal.KILL);
        return waitFor();
    }

    @Override
    public void kill(Signal signal) {
        synchronized (this) {
            require("kill", ContainerState.RUNNING);
        }
        init.kill(signal);
    }

    @Override
    public ExitStatus stop() {
        return stop(spec.stopTimeout());
    }

    @Override
    public ExitStatus stop(Duration timeout) {
        synchronized (this) {
            if (exitStatus == null && state != ContainerState.RUNNING) {
                throw wrongState("stop", "running");
            }
        }
        init.kill(spec.stopSignal().orElse(Signal.TERM));
        try {
            return waitFor(timeout);
        } catch (DeadlineException e) {
            init.kill(Signal.KILL);
            return waitFor();
        }
    }

    @Override
    public void remove(boolean force) {
        if (force && state() == ContainerState.RUNNING) {
            init.kill(Signal.KILL);
            waitFor();
        }
        synchronized (this) {
            if (state == ContainerState.REMOVED) {
                throw new NotFoundException("container", name);
            }
            if (state == ContainerState.RUNNING) {
                throw wrongState("remove", "created or exited");
            }
            forget();
        }
    }

    @Override
    public void close() {
        if (state() != ContainerState.REMOVED) {
            remove(true);
        }
    }

    @Override
    public ProcessResult exec(ExecSpec exec) {
        if (exec.stdin().kind() == Input.Kind.OPEN) {
            throw new InvalidSpecException("stdin", "nobody could write to it: use startExec");
        }
        return startExec(exec).result();
    }

    @Override
    public ContainerProcess startExec(ExecSpec exec) {
        Map<String, String> env = new LinkedHashMap<>(spec.env());
        env.putAll(exec.env());
        FakeProcess process = new FakeProcess(name, exec, exec.command(), env, false);
        synchronized (this) {
            require("exec in", ContainerState.RUNNING);
            process.start(this, status -> {});
            execs.add(process);
        }
        return process;
    }

    @Override
    public OutputStream stdin() {
        return init.stdin();
    }

    @Override
    public InputStream stdout() {
        requireOutput();
        return init.stdout();
    }

    @Override
    public InputStream stderr() {
        requireOutput();
        return init.stderr();
    }

    @Override
    public String stdoutText() {
        requireOutput();
        return new String(init.stdoutSoFar(), UTF_8);
    }

    @Override
    public String stderrText() {
        requireOutput();
        return new String(init.stderrSoFar(), UTF_8);
    }

    ProcessResult result() {
        return init.result();
    }

    private synchronized void requireOutput() {
        if (state == ContainerState.REMOVED) {
            throw wrongState("read", "created, running or exited");
        }
    }
}
