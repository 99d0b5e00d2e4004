// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Output;
import io.jebena.error.ContainerStateException;
import io.jebena.linux.log.ReadableLog;
import io.jebena.log.LogFrame;
import io.jebena.log.LogOptions;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What is read back of a container's output, whoever runs it. */
abstract class KeptOutput implements ContainerOutput {
    private final Subject subject;

    KeptOutput(Subject subject) {
        this.subject = subject;
    }

    Subject subject() {
        return subject;
    }

    /** What was written; whether there is something is asked before. */
    abstract ReadableLog log();

    /** Whether the container is removed, and what it wrote with it. */
    abstract boolean isGone();

    /** Whether a stream comes to us at all. A terminal has one, which is standard output. */
    final boolean isCaptured(LogFrame.Stream stream) {
        return output(stream).kind() == Output.Kind.CAPTURE;
    }

    private Output output(LogFrame.Stream stream) {
        return stream == LogFrame.Stream.STDOUT
                ? subject.record().spec().stdout()
                : subject.record().spec().stderr();
    }

    final ContainerStateException madeWithout(String operation, String expected) {
        return new ContainerStateException(operation, subject.record().name(), expected, "made without it");
    }

    private ReadableLog kept(LogFrame.Stream stream) {
        String operation = "read " + stream.text() + " of";
        if (!isCaptured(stream)) {
            throw madeWithout(operation, "with Output.capture()");
        }
        requireLog(operation);
        return log();
    }

    private void requireLog(String operation) {
        if (subject.record().spec().log().driver() == LogOptions.Driver.NONE) {
            throw new ContainerStateException(
                    operation, subject.record().name(), "with a log", "made with the log driver none");
        }
        if (isGone()) {
            throw subject.wrongState(operation, "created, running or exited");
        }
    }

    @Override
    public InputStream stdout() {
        return kept(LogFrame.Stream.STDOUT).stream(LogFrame.Stream.STDOUT);
    }

    @Override
    public InputStream stderr() {
        return kept(LogFrame.Stream.STDERR).stream(LogFrame.Stream.STDERR);
    }

    @Override
    public String stdoutText() {
        return text(LogFrame.Stream.STDOUT);
    }

    @Override
    public String stderrText() {
        return text(LogFrame.Stream.STDERR);
    }

    private String text(LogFrame.Stream stream) {
        return new String(kept(stream).tail(stream, ManagedProcess.RESULT_LIMIT), StandardCharsets.UTF_8);
    }

    /** What the last run wrote, if it was to be kept. */
    final byte[] bytes(LogFrame.Stream stream) {
        boolean kept = isCaptured(stream) && subject.record().spec().log().driver() != LogOptions.Driver.NONE;
        return kept ? log().tail(stream, ManagedProcess.RESULT_LIMIT) : new byte[0];
    }

    @Override
    public LogReader logs(LogQuery query) {
        requireCapture("read the log of");
        requireLog("read the log of");
        return log().read(query);
    }

    final void requireCapture(String operation) {
        if (!isCaptured(LogFrame.Stream.STDOUT) && !isCaptured(LogFrame.Stream.STDERR)) {
            throw madeWithout(operation, "with Output.capture()");
        }
    }
}
