// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.TerminalSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The streams of a container that this JVM runs. They are there before the start, so that a caller can write and read ahead. */
final class OwnOutput implements ContainerOutput {
    private final Subject subject;
    private final boolean removesItself;
    private final Supplier<StandardStreams> opener;
    private @Nullable StandardStreams current;
    private boolean launched;

    /**
     * The streams of a container that was just created.
     *
     * @param subject the container
     * @param removesItself whether its output is to be read after its removal
     * @param opener opens the streams of a run
     */
    OwnOutput(Subject subject, boolean removesItself, Supplier<StandardStreams> opener) {
        this.subject = subject;
        this.removesItself = removesItself;
        this.opener = opener;
    }

    @Override
    public synchronized StandardStreams next() {
        StandardStreams now = current;
        if (now == null || launched) {
            if (now != null) {
                now.forget();
            }
            now = opener.get();
            current = now;
        }
        launched = true;
        return now;
    }

    @Override
    public synchronized void launchFailed() {
        current = null;
        launched = false;
    }

    private synchronized StandardStreams streams() {
        StandardStreams now = current;
        if (now == null) {
            if (subject.state() != ContainerState.CREATED) {
                throw subject.wrongState("use the streams of", "created");
            }
            now = opener.get();
            current = now;
        }
        return now;
    }

    @Override
    public synchronized void removed() {
        StandardStreams own = current;
        if (own != null && !launched) {
            own.close();
        } else if (own != null && !removesItself) {
            own.forget();
        }
    }

    @Override
    public OutputStream stdin() {
        if (subject.record().spec().stdin().kind() != Input.Kind.OPEN) {
            throw madeWithout("write to stdin of", "with Input.open()");
        }
        return streams().stdin();
    }

    private ContainerStateException madeWithout(String operation, String expected) {
        return new ContainerStateException(operation, subject.record().name(), expected, "made without it");
    }

    private StandardStreams captured(String what, Output output) {
        if (output.kind() != Output.Kind.CAPTURE) {
            throw madeWithout("read " + what + " of", "with Output.capture()");
        }
        if (subject.state() == ContainerState.REMOVED && !readableAfterRemoval()) {
            throw subject.wrongState("read " + what + " of", "created, running or exited");
        }
        return streams();
    }

    private synchronized boolean readableAfterRemoval() {
        return removesItself && current != null;
    }

    @Override
    public InputStream stdout() {
        return captured("stdout", subject.record().spec().stdout()).reader(1);
    }

    @Override
    public InputStream stderr() {
        return captured("stderr", subject.record().spec().stderr()).reader(2);
    }

    @Override
    public String stdoutText() {
        return text(captured("stdout", subject.record().spec().stdout()), 1);
    }

    @Override
    public String stderrText() {
        return text(captured("stderr", subject.record().spec().stderr()), 2);
    }

    private static String text(StandardStreams streams, int stream) {
        return new String(streams.captured(stream, ManagedProcess.RESULT_LIMIT), StandardCharsets.UTF_8);
    }

    @Override
    public synchronized ProcessResult result(ExitStatus status) {
        StandardStreams was = current;
        if (was == null) {
            throw subject.wrongState("read the result of", "exited");
        }
        List<String> command = subject.blueprint().process().arguments();
        return ProcessResult.of(
                command,
                status,
                was.captured(1, ManagedProcess.RESULT_LIMIT),
                was.captured(2, ManagedProcess.RESULT_LIMIT));
    }

    @Override
    public LogReader logs(LogQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Attachment attach(AttachOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resize(TerminalSize size) {
        throw new UnsupportedOperationException();
    }
}
