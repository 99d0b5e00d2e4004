// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.linux.log.ByteSource;
import io.jebena.linux.log.ContainerLog;
import io.jebena.linux.log.LiveOutput;
import io.jebena.linux.log.ReadableLog;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.log.LogFrame;
import io.jebena.log.LogOptions;
import io.jebena.value.TerminalSize;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of a container that this JVM runs. They are there before the start, so that a caller can write and read ahead. */
final class OwnOutput extends KeptOutput {
    private final Outputs outputs;
    private final boolean removesItself;
    private final ContainerLog log;
    private final LiveOutput live;
    private final Capture capture;
    private final OutputStream stdin = new CurrentInput();
    private @Nullable StandardStreams current;
    private boolean launched;

    /**
     * The streams of a container that was just created.
     *
     * @param subject the container
     * @param record what is known of it by now
     * @param outputs makes streams and logs
     * @param removesItself whether its output is to be read after its removal
     */
    OwnOutput(Subject subject, ContainerRecord record, Outputs outputs, boolean removesItself) {
        super(subject);
        this.outputs = outputs;
        this.removesItself = removesItself;
        this.log = outputs.log(record);
        this.live = outputs.live(record);
        boolean kept = record.spec().log().driver() != LogOptions.Driver.NONE;
        this.capture = kept ? new LogCapture(log) : new LiveCapture(live);
    }

    @Override
    public synchronized StandardStreams next() {
        StandardStreams now = current;
        if (now == null || launched) {
            now = outputs.open(subject().record(), capture);
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
            if (subject().state() != ContainerState.CREATED) {
                throw subject().wrongState("use the streams of", "created");
            }
            now = outputs.open(subject().record(), capture);
            current = now;
        }
        return now;
    }

    @Override
    ReadableLog log() {
        return log;
    }

    @Override
    boolean isGone() {
        return subject().state() == ContainerState.REMOVED && !(removesItself && hasStarted());
    }

    private synchronized boolean hasStarted() {
        return launched;
    }

    @Override
    public synchronized void removed() {
        StandardStreams own = current;
        if (own != null && !launched) {
            own.close();
        }
        if (launched && (removesItself || log.isRead())) {
            log.keep();
        }
        log.close();
        live.close();
    }

    @Override
    public OutputStream stdin() {
        if (subject().record().spec().stdin().kind() != Input.Kind.OPEN) {
            throw madeWithout("write to stdin of", "with Input.open()");
        }
        return stdin;
    }

    /** The input of the run that is under way, or of the next one. */
    private final class CurrentInput extends OutputStream {
        private OutputStream now() throws IOException {
            try {
                return streams().stdin();
            } catch (ContainerStateException e) {
                throw new IOException("the container is not there to read its standard input", e);
            }
        }

        @Override
        public void write(int b) throws IOException {
            now().write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            now().write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            now().flush();
        }

        @Override
        public void close() throws IOException {
            now().close();
        }
    }

    @Override
    public ProcessResult result(ExitStatus status) {
        if (!hasStarted()) {
            throw subject().wrongState("read the result of", "exited");
        }
        List<String> command = subject().blueprint().process().arguments();
        return ProcessResult.of(command, status, bytes(LogFrame.Stream.STDOUT), bytes(LogFrame.Stream.STDERR));
    }

    @Override
    public Attachment attach(AttachOptions options) {
        requireCapture("attach to");
        ContainerState state = subject().state();
        if (state == ContainerState.PAUSED || state == ContainerState.REMOVED || state == ContainerState.DEAD) {
            throw subject().wrongState("attach to", "created, running or exited");
        }
        boolean open = subject().record().spec().stdin().kind() == Input.Kind.OPEN;
        StreamAttachment attachment = new StreamAttachment(
                options, subject().record(), source(options), open ? stdin : null, outputs.events());
        outputs.surroundings().executor().execute(attachment::copy);
        outputs.events().emit(subject().record(), "attach");
        return attachment;
    }

    private ByteSource source(AttachOptions options) {
        return subject().record().spec().log().driver() == LogOptions.Driver.NONE
                ? live.attach()
                : log.attach(options.replay());
    }

    @Override
    public void resize(TerminalSize size) {
        if (!subject().record().spec().tty()) {
            throw madeWithout("resize the terminal of", "with tty(true)");
        }
        StandardStreams now;
        synchronized (this) {
            now = current;
        }
        if (now == null || !subject().state().alive() || !now.resize(size)) {
            throw subject().wrongState("resize the terminal of", "running");
        }
        outputs.events()
                .emit(
                        subject().record(),
                        "resize",
                        Map.of("height", Integer.toString(size.rows()), "width", Integer.toString(size.columns())));
    }
}
