// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Terminal;
import io.jebena.linux.keeper.KeeperClient;
import io.jebena.linux.log.ForeignLog;
import io.jebena.linux.log.ReadableLog;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.stream.InputPipe;
import io.jebena.linux.stream.TerminalInput;
import io.jebena.log.LogFrame;
import io.jebena.log.LogOptions;
import io.jebena.value.TerminalSize;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of a container that a keeper looks after: what it writes is in its log, what it reads goes by the keeper. */
final class DetachedOutput extends KeptOutput {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final LinuxContainer container;
    private final Outputs outputs;
    private final ForeignLog log;
    private final OutputStream stdin = new ToKeeper();

    /**
     * The streams of a container.
     *
     * @param container the container
     * @param record what is known of it
     * @param outputs makes logs
     */
    DetachedOutput(LinuxContainer container, ContainerRecord record, Outputs outputs) {
        super(container);
        this.container = container;
        this.outputs = outputs;
        this.log = outputs.foreignLog(container, record);
    }

    @Override
    ReadableLog log() {
        return log;
    }

    @Override
    boolean isGone() {
        return container.state() == ContainerState.REMOVED;
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
        List<String> command = container.blueprint().process().arguments();
        return ProcessResult.of(command, status, bytes(LogFrame.Stream.STDOUT), bytes(LogFrame.Stream.STDERR));
    }

    @Override
    public void removed() {
        log.close();
    }

    @Override
    public OutputStream stdin() {
        if (container.spec().stdin().kind() != Input.Kind.OPEN) {
            throw madeWithout("write to stdin of", "with Input.open()");
        }
        return stdin;
    }

    private Fd handed(String operation, KeeperClient.Part part) {
        return container
                .kept()
                .flatMap(kept -> Waiting.atMost(kept.hand(part), ANSWER, "asking the keeper of " + container.name()))
                .orElseThrow(() -> container.wrongState(operation, "running"));
    }

    /** The keeper has the same end open: the container sees its end when both are closed. */
    private final class ToKeeper extends OutputStream {
        private @Nullable OutputStream way;

        private synchronized OutputStream way() throws IOException {
            OutputStream known = way;
            if (known == null) {
                known = open();
                way = known;
            }
            return known;
        }

        private OutputStream open() throws IOException {
            try {
                if (container.spec().tty()) {
                    TerminalInput typed = new TerminalInput();
                    typed.connect(handed("write to stdin of", KeeperClient.Part.TERMINAL));
                    return typed;
                }
                return new InputPipe(handed("write to stdin of", KeeperClient.Part.INPUT));
            } catch (ContainerStateException e) {
                throw new IOException("the container is not there to read its standard input", e);
            }
        }

        @Override
        public void write(int b) throws IOException {
            way().write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            way().write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            way().flush();
        }

        @Override
        public void close() throws IOException {
            way().close();
            container.kept().ifPresent(Kept::closeInput);
        }
    }

    @Override
    public Attachment attach(AttachOptions options) {
        requireCapture("attach to");
        ContainerState state = container.state();
        if (state == ContainerState.PAUSED || state == ContainerState.REMOVED || state == ContainerState.DEAD) {
            throw container.wrongState("attach to", "created, running or exited");
        }
        if (container.spec().log().driver() == LogOptions.Driver.NONE) {
            throw madeWithout("attach to", "with a log, for it is detached");
        }
        boolean open = container.spec().stdin().kind() == Input.Kind.OPEN;
        StreamAttachment attachment = new StreamAttachment(
                options, container.record(), log.attach(options.replay()), open ? stdin : null, outputs.events());
        outputs.surroundings().executor().execute(attachment::copy);
        outputs.events().emit(container.record(), "attach");
        return attachment;
    }

    @Override
    public void resize(TerminalSize size) {
        if (!container.spec().tty()) {
            throw madeWithout("resize the terminal of", "with tty(true)");
        }
        try (Terminal terminal = Terminal.of(handed("resize the terminal of", KeeperClient.Part.TERMINAL))) {
            terminal.resize(size);
        }
        outputs.events()
                .emit(
                        container.record(),
                        "resize",
                        Map.of("height", Integer.toString(size.rows()), "width", Integer.toString(size.columns())));
    }
}
