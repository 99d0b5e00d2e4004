// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ExecSpec;
import io.jebena.container.Health;
import io.jebena.container.Output;
import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.linux.health.HealthMonitor;
import io.jebena.linux.ready.Candidate;
import io.jebena.value.Signal;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;

/** A container as somebody sees it who waits until it can be used. */
final class WaitingContainer implements Candidate {
    private static final int LINES = 20;

    private final Container container;
    private final Subject subject;
    private final Function<Subject, HealthMonitor> monitor;

    WaitingContainer(Container container, Subject subject, Function<Subject, HealthMonitor> monitor) {
        this.container = container;
        this.subject = subject;
        this.monitor = monitor;
    }

    private boolean captures(Output output) {
        return output.kind() == Output.Kind.CAPTURE;
    }

    @Override
    public List<InputStream> output() {
        ContainerSpec spec = container.spec();
        List<InputStream> streams = new ArrayList<>();
        if (captures(spec.stdout())) {
            streams.add(container.stdout());
        }
        if (captures(spec.stderr()) && !spec.tty()) {
            streams.add(container.stderr());
        }
        if (streams.isEmpty()) {
            throw new ContainerStateException(
                    "wait for a line of", container.name(), "with Output.capture()", "made without it");
        }
        return streams;
    }

    @Override
    public OptionalInt pid() {
        return subject.live().map(live -> OptionalInt.of(live.pid())).orElse(OptionalInt.empty());
    }

    @Override
    public boolean succeeds(ExecSpec spec, Duration limit) {
        ContainerProcess process = container.startExec(spec);
        try {
            return process.waitFor(limit).code() == 0;
        } catch (DeadlineException e) {
            process.kill(Signal.KILL);
            return false;
        }
    }

    @Override
    public Runnable onHealth(Consumer<Health> listener) {
        HealthMonitor health = monitor.apply(subject);
        Runnable ending = health.onChange(listener);
        listener.accept(health.health());
        return ending;
    }

    /** The end of what it has written, for a message; empty if that is not kept. */
    String lastLines() {
        try {
            ContainerSpec spec = container.spec();
            String text = (captures(spec.stdout()) ? container.stdoutText() : "")
                    + (captures(spec.stderr()) && !spec.tty() ? container.stderrText() : "");
            List<String> lines = text.lines().toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
            return last.isEmpty() ? "it has written nothing" : "its last output:\n" + String.join("\n", last);
        } catch (ContainerException e) {
            return "its output cannot be read: " + e.getMessage();
        }
    }
}
