// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.Container;
import io.jebena.container.ContainerFiles;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ExecSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.Health;
import io.jebena.container.Input;
import io.jebena.container.Inspection;
import io.jebena.container.ProcessResult;
import io.jebena.container.ProcessTable;
import io.jebena.container.Ready;
import io.jebena.container.Stats;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.ContainerId;
import io.jebena.value.Signal;
import io.jebena.value.Subscription;
import io.jebena.value.TerminalSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A container as its users see it. What is the same whichever JVM runs it is here, handed on to the part that does it. */
abstract class ContainerHandle implements Container, Subject {
    private final Parts parts;

    ContainerHandle(Parts parts) {
        this.parts = parts;
    }

    /** The part that has the streams. */
    abstract ContainerOutput output();

    Parts parts() {
        return parts;
    }

    @Override
    public ContainerId id() {
        return record().id();
    }

    @Override
    public String name() {
        return record().name();
    }

    @Override
    public ContainerSpec spec() {
        return record().spec();
    }

    @Override
    public OptionalInt pid() {
        int pid = record().pid();
        return pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid);
    }

    @Override
    public Optional<ExitStatus> exitStatus() {
        return Optional.ofNullable(record().exit());
    }

    @Override
    public Instant createdAt() {
        return record().createdAt();
    }

    @Override
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(record().startedAt());
    }

    @Override
    public Optional<Instant> finishedAt() {
        return Optional.ofNullable(record().finishedAt());
    }

    @Override
    public int restartCount() {
        return record().life().restartCount();
    }

    @Override
    public Optional<Health> health() {
        return parts.readiness().health(this);
    }

    @Override
    public Inspection inspect() {
        return parts.observation().inspect(this);
    }

    @Override
    public Stats stats() {
        return parts.usage().sample(this);
    }

    @Override
    public Subscription stats(Duration interval, Consumer<Stats> listener) {
        return parts.usage().samples(this, interval, listener);
    }

    @Override
    public ProcessTable top() {
        return parts.observation().top(this);
    }

    @Override
    public Container awaitReady(Ready ready, Duration limit) {
        parts.readiness().await(this, this, ready, limit);
        return this;
    }

    @Override
    public ContainerFiles files() {
        return parts.files().of(this);
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
            process.kill(Signal.KILL);
            throw e;
        }
    }

    @Override
    public ManagedProcess startExec(ExecSpec spec) {
        Live live = requireLive("exec in");
        if (state() == ContainerState.PAUSED) {
            throw wrongState("exec in", "running");
        }
        return parts.execs().exec(this, live, spec);
    }

    @Override
    public OutputStream stdin() {
        return output().stdin();
    }

    @Override
    public InputStream stdout() {
        return output().stdout();
    }

    @Override
    public InputStream stderr() {
        return output().stderr();
    }

    @Override
    public String stdoutText() {
        return output().stdoutText();
    }

    @Override
    public String stderrText() {
        return output().stderrText();
    }

    @Override
    public LogReader logs(LogQuery query) {
        return output().logs(query);
    }

    @Override
    public Attachment attach(AttachOptions options) {
        return output().attach(options);
    }

    @Override
    public void resize(TerminalSize size) {
        output().resize(size);
    }

    final String stateText() {
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
        return "container " + name() + " (" + id().shortForm() + ", " + stateText() + ")";
    }
}
