// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.Container;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ContainerUpdate;
import io.jebena.container.ExecSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.ProcessResult;
import io.jebena.container.RestartPolicy;
import io.jebena.container.WaitCondition;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import io.jebena.error.NotFoundException;
import io.jebena.log.LogOptions;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.ContainerId;
import io.jebena.value.Names;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A container whose processes are threads; its state machine behaves as the real one does. */
final class FakeContainer extends FakeObserved {
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);

    private final FakeEngine engine;
    private final ContainerId id = ContainerId.random();
    private final ContainerSpec spec;
    private final Instant createdAt = Instant.now();
    private final List<FakeProcess> execs = new ArrayList<>();
    private final FakeWaiters waiters = new FakeWaiters();
    private final FakeLog log = new FakeLog();
    private String name;
    private RestartPolicy policy;
    private FakeProcess init;
    private ContainerState state = ContainerState.CREATED;
    private boolean cancelled;
    private boolean kept;
    private int restartCount;
    private @Nullable ExitStatus exitStatus;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    FakeContainer(FakeEngine engine, String name, ContainerSpec spec) {
        this.engine = engine;
        this.name = name;
        this.spec = spec;
        this.policy = spec.restart();
        this.init = first(name, spec);
    }

    private FakeProcess first(String name, ContainerSpec spec) {
        List<String> command = new ArrayList<>(spec.entrypoint().orElse(List.of()));
        command.addAll(spec.command());
        return new FakeProcess(name, spec, command, spec.env(), true, log);
    }

    @Override
    public ContainerId id() {
        return id;
    }

    @Override
    public synchronized String name() {
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
        return state.alive() ? OptionalInt.of(init.pid()) : OptionalInt.empty();
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
    public synchronized int restartCount() {
        return restartCount;
    }

    @Override
    public synchronized Container start() {
        if (state != ContainerState.CREATED && state != ContainerState.EXITED) {
            throw wrongState("start", "created or exited");
        }
        cancelled = false;
        restartCount = 0;
        run();
        return this;
    }

    private synchronized void run() {
        if (state != ContainerState.CREATED) {
            init = first(name, spec);
        }
        try {
            FakePrograms.find(init.command());
        } catch (LaunchException e) {
            if (spec.autoRemove()) {
                forget();
            }
            throw e;
        }
        waiters.began();
        state = ContainerState.RUNNING;
        exitStatus = null;
        startedAt = Instant.now();
        emit("start", Map.of());
        init.start(this, this::ended);
    }

    private void ended(ExitStatus status) {
        List<FakeProcess> others;
        boolean again;
        synchronized (this) {
            others = List.copyOf(execs);
            execs.clear();
            again = !cancelled && follows(status);
            state = again ? ContainerState.RESTARTING : ContainerState.EXITED;
            exitStatus = status;
            finishedAt = Instant.now();
        }
        others.forEach(other -> other.kill(Signal.KILL));
        others.forEach(FakeProcess::waitFor);
        emit("die", Map.of("exitCode", Integer.toString(status.code()), "execDuration", "0"));
        waiters.ended(status, !again);
        synchronized (this) {
            if (spec.autoRemove() && !kept && state == ContainerState.EXITED) {
                forget();
            }
            if (state == ContainerState.RESTARTING) {
                long delay = FIRST_DELAY.toMillis() << Math.min(restartCount, 9);
                CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS).execute(this::runAgain);
            }
        }
    }

    private boolean follows(ExitStatus status) {
        return switch (policy.kind()) {
            case NEVER -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE -> status.code() != 0 && (policy.maxRetries() == 0 || restartCount < policy.maxRetries());
        };
    }

    private synchronized void runAgain() {
        if (state == ContainerState.RESTARTING) {
            restartCount++;
            run();
        }
    }

    private void cancel() {
        ExitStatus last = null;
        synchronized (this) {
            cancelled = true;
            if (state == ContainerState.RESTARTING) {
                state = ContainerState.EXITED;
                last = exitStatus;
            }
        }
        if (last != null) {
            waiters.down().complete(last);
        }
    }

    private void emit(String action, Map<String, String> more) {
        engine.events().emit(this, action, more);
    }

    private ContainerStateException wrongState(String operation, String wanted) {
        return new ContainerStateException(
                operation, name(), wanted, state().name().toLowerCase(Locale.ROOT));
    }

    private void forget() {
        state = ContainerState.REMOVED;
        engine.forget(this);
        emit("destroy", Map.of());
        waiters.removed(name, exitStatus);
    }

    @Override
    public ExitStatus waitFor() {
        return FakeProcess.await(waiters.down(), name(), null);
    }

    @Override
    public ExitStatus waitFor(Duration limit) {
        return FakeProcess.await(waiters.down(), name(), limit);
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return waiters.down().copy();
    }

    @Override
    public ExitStatus waitFor(WaitCondition condition, Duration limit) {
        return FakeProcess.await(when(condition), name(), limit);
    }

    @Override
    public CompletableFuture<ExitStatus> when(WaitCondition condition) {
        return switch (condition) {
            case NEXT_EXIT -> waiters.nextEnd().copy();
            case REMOVED -> waiters.removed.copy();
            case NOT_RUNNING ->
                state() == ContainerState.CREATED ? CompletableFuture.completedFuture(ExitStatus.exited(0)) : onExit();
        };
    }

    @Override
    public ExitStatus kill() {
        CompletableFuture<ExitStatus> down = waiters.down();
        kill(Signal.KILL);
        return FakeProcess.await(down, name(), null);
    }

    @Override
    public void kill(Signal signal) {
        if (!state().alive() && state() != ContainerState.RESTARTING) {
            throw wrongState("kill", "running");
        }
        cancel();
        emit("kill", Map.of("signal", Integer.toString(signal.number())));
        init.kill(signal);
    }

    @Override
    public ExitStatus stop() {
        return stop(spec.stopTimeout());
    }

    @Override
    public ExitStatus stop(Duration timeout) {
        CompletableFuture<ExitStatus> down = waiters.down();
        ContainerState before = state();
        if (before == ContainerState.CREATED
                || before == ContainerState.REMOVED && exitStatus().isEmpty()) {
            throw wrongState("stop", "running");
        }
        cancel();
        if (!before.alive()) {
            return FakeProcess.await(down, name(), null);
        }
        kill(spec.stopSignal().orElse(Signal.TERM));
        try {
            FakeProcess.await(down, name(), timeout);
        } catch (DeadlineException e) {
            init.kill(Signal.KILL);
        }
        ExitStatus status = FakeProcess.await(down, name(), null);
        emit("stop", Map.of());
        return status;
    }

    @Override
    public Container restart(Duration timeout) {
        if (state() == ContainerState.REMOVED) {
            throw wrongState("restart", "not removed");
        }
        kept = true;
        try {
            if (state() != ContainerState.CREATED) {
                stop(timeout);
            }
            start();
            emit("restart", Map.of());
            return this;
        } finally {
            kept = false;
        }
    }

    @Override
    public synchronized void pause() {
        move("pause", ContainerState.RUNNING, ContainerState.PAUSED);
    }

    @Override
    public synchronized void unpause() {
        move("unpause", ContainerState.PAUSED, ContainerState.RUNNING);
    }

    private void move(String verb, ContainerState from, ContainerState to) {
        if (state != from) {
            throw wrongState(verb, from.name().toLowerCase(Locale.ROOT));
        }
        state = to;
        emit(verb, Map.of());
    }

    @Override
    public synchronized void rename(String name) {
        requireThere("rename");
        String old = this.name;
        try {
            Names.check(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("name", String.valueOf(e.getMessage()), e);
        }
        if (name.equals(old)) {
            throw new InvalidSpecException("name", "it is \"" + name + "\" already");
        }
        engine.rename(this, name);
        this.name = name;
        emit("rename", Map.of("oldName", old));
    }

    @Override
    public void update(ContainerUpdate update) {
        requireThere("update");
        try {
            update.apply(spec.resources());
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("resources", String.valueOf(e.getMessage()), e);
        }
        boolean dropped;
        synchronized (this) {
            policy = update.restart().orElse(policy);
            dropped = exitStatus != null && !follows(exitStatus);
        }
        if (dropped) {
            cancel();
        }
        emit("update", Map.of());
    }

    private void requireThere(String operation) {
        if (state() == ContainerState.REMOVED) {
            throw wrongState(operation, "not removed");
        }
    }

    @Override
    public void remove(boolean force) {
        if (force) {
            cancel();
            if (state().alive()) {
                init.kill(Signal.KILL);
                waitFor();
            }
        }
        synchronized (this) {
            if (state == ContainerState.REMOVED) {
                throw new NotFoundException("container", name);
            }
            if (state.alive() || state == ContainerState.RESTARTING) {
                throw wrongState("remove", "created or exited");
            }
            forget();
        }
    }

    @Override
    public void close() {
        if (state() != ContainerState.REMOVED) {
            try {
                remove(true);
            } catch (NotFoundException e) {
                // it removed itself just now
            }
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
        FakeProcess process = new FakeProcess(name(), exec, exec.command(), env, false);
        synchronized (this) {
            if (state != ContainerState.RUNNING) {
                throw wrongState("exec in", "running");
            }
            process.start(this, status -> {});
            execs.add(process);
        }
        return process;
    }

    @Override
    public synchronized OutputStream stdin() {
        return init.stdin();
    }

    @Override
    public synchronized InputStream stdout() {
        requireOutput();
        return init.stdout();
    }

    @Override
    public synchronized InputStream stderr() {
        requireOutput();
        return init.stderr();
    }

    @Override
    public synchronized String stdoutText() {
        requireOutput();
        return new String(init.stdoutSoFar(), UTF_8);
    }

    @Override
    public synchronized String stderrText() {
        requireOutput();
        return new String(init.stderrSoFar(), UTF_8);
    }

    @Override
    public LogReader logs(LogQuery query) {
        requireCapture("read the log of");
        if (spec.log().driver() == LogOptions.Driver.NONE) {
            throw wrongState("read the log of", "made with a log");
        }
        return log.read(query);
    }

    @Override
    public synchronized Attachment attach(AttachOptions options) {
        requireCapture("attach to");
        if (state == ContainerState.PAUSED || state == ContainerState.REMOVED) {
            throw wrongState("attach to", "running");
        }
        return new FakeAttachment(log, options, this::stdin);
    }

    ProcessResult result() {
        return init.result();
    }

    private void requireOutput() {
        if (state == ContainerState.REMOVED) {
            throw wrongState("read", "created, running or exited");
        }
    }
}
