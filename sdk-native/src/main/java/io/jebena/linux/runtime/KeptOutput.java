// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Terminal;
import io.jebena.linux.keeper.KeeperClient;
import io.jebena.linux.stream.InputPipe;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.TerminalSize;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The streams of a container that a keeper looks after: what it writes is in its log, what it reads goes by the keeper. */
final class KeptOutput implements ContainerOutput {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final LinuxContainer container;
    private final ContainerOutput log;
    private @Nullable OutputStream input;

    /**
     * The streams of a container.
     *
     * @param container the container
     * @param log reads what it wrote
     */
    KeptOutput(LinuxContainer container, ContainerOutput log) {
        this.container = container;
        this.log = log;
    }

    @Override
    public StandardStreams next() {
        throw new IllegalStateException("the keeper has the streams of " + container);
    }

    @Override
    public void launchFailed() {
        // nothing was opened here
    }

    @Override
    public ProcessResult result(ExitStatus status) {
        return log.result(status);
    }

    @Override
    public void removed() {
        log.removed();
    }

    @Override
    public synchronized OutputStream stdin() {
        if (container.spec().stdin().kind() != Input.Kind.OPEN) {
            throw new ContainerStateException(
                    "write to stdin of", container.name(), "with Input.open()", "made without it");
        }
        OutputStream known = input;
        if (known == null) {
            known = new ToKeeper(new InputPipe(handed("write to stdin of", KeeperClient.Part.INPUT)));
            input = known;
        }
        return known;
    }

    private Fd handed(String operation, KeeperClient.Part part) {
        return container
                .kept()
                .flatMap(kept -> Waiting.atMost(kept.hand(part), ANSWER, "asking the keeper of " + container.name()))
                .orElseThrow(() -> container.wrongState(operation, "running"));
    }

    /** The keeper has the same end open: the container sees its end when both are closed. */
    private final class ToKeeper extends FilterOutputStream {
        ToKeeper(OutputStream pipe) {
            super(pipe);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            super.close();
            container.kept().ifPresent(Kept::closeInput);
        }
    }

    @Override
    public InputStream stdout() {
        return log.stdout();
    }

    @Override
    public InputStream stderr() {
        return log.stderr();
    }

    @Override
    public String stdoutText() {
        return log.stdoutText();
    }

    @Override
    public String stderrText() {
        return log.stderrText();
    }

    @Override
    public LogReader logs(LogQuery query) {
        return log.logs(query);
    }

    @Override
    public Attachment attach(AttachOptions options) {
        return log.attach(options);
    }

    @Override
    public void resize(TerminalSize size) {
        try (Terminal terminal = Terminal.of(handed("resize the terminal of", KeeperClient.Part.TERMINAL))) {
            terminal.resize(size);
        }
    }
}
