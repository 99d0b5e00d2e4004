// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.container.ProcessSpec;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Pipe;
import io.jebena.linux.fd.Terminal;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.stream.InputPipe;
import io.jebena.linux.stream.OutputCopy;
import io.jebena.linux.stream.OutputPump;
import io.jebena.linux.stream.OutputSink;
import io.jebena.linux.stream.ProcessInput;
import io.jebena.linux.stream.Reactor;
import io.jebena.linux.stream.TerminalInput;
import io.jebena.value.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The three standard streams of one process: the ends that it gets, and what happens at ours.
 *
 * <p>Opened before the launch; after it either {@link #started} or {@link #close}.
 */
final class StandardStreams implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(StandardStreams.class.getName());
    private static final int CHUNK = 64 * 1024;

    private final Reactor reactor;
    private final Executor executor;
    private final Capture capture;
    private final @Nullable Fd[] child = new Fd[3];
    private final @Nullable Fd[] ours = new Fd[3];
    private final Input input;
    private final Output[] outputs;
    private final List<CompletableFuture<Void>> ends = new ArrayList<>(2);
    private final List<Runnable> waysOut = new ArrayList<>(2);
    private final boolean tty;
    private @Nullable ProcessInput stdin;
    private @Nullable Terminal terminal;

    private StandardStreams(ProcessSpec spec, Reactor reactor, Executor executor, Capture capture) {
        this.reactor = reactor;
        this.executor = executor;
        this.capture = capture;
        this.input = spec.stdin();
        this.outputs = new Output[] {spec.stdout(), spec.stdout(), spec.stderr()};
        this.tty = spec.tty();
    }

    /**
     * Opens the pipes.
     *
     * @param spec says what each stream is
     * @param reactor empties captured output
     * @param executor runs what may block: copying to and from the caller's own streams
     * @param capture keeps captured output
     */
    static StandardStreams open(ProcessSpec spec, Reactor reactor, Executor executor, Capture capture) {
        StandardStreams streams = new StandardStreams(spec, reactor, executor, capture);
        try {
            if (streams.tty) {
                streams.stdin = new TerminalInput();
            } else {
                streams.openInput();
                streams.openOutput(1);
                streams.openOutput(2);
            }
            return streams;
        } catch (RuntimeException | Error e) {
            streams.close();
            throw e;
        }
    }

    private void openInput() {
        switch (input.kind()) {
            case NONE -> {}
            case INHERIT -> child[0] = Fd.standard(0);
            case OPEN, BYTES, STREAM -> {
                Pipe pipe = Pipe.open();
                child[0] = pipe.readEnd();
                ours[0] = pipe.writeEnd();
                stdin = new InputPipe(pipe.writeEnd());
            }
        }
    }

    private void openOutput(int stream) {
        switch (outputs[stream].kind()) {
            case DISCARD -> {}
            case INHERIT -> child[stream] = Fd.standard(stream);
            case CAPTURE, STREAM -> {
                Pipe pipe = Pipe.open();
                child[stream] = pipe.writeEnd();
                ours[stream] = pipe.readEnd();
            }
        }
    }

    /** The process's end of a stream, or null where it gets its own /dev/null. */
    @Nullable
    Fd childEnd(int stream) {
        return child[stream];
    }

    /**
     * The process has a terminal: all its streams are at the other end. Comes before {@link #started}.
     *
     * @param master our end, owned by this object from here on
     */
    synchronized void terminal(Terminal master) {
        terminal = master;
    }

    /** The process runs and has its own copies: ours of its ends are closed, and bytes begin to flow. */
    synchronized void started() {
        closeChildEnds();
        capture.begin(isCaptured(1), !tty && isCaptured(2));
        Terminal master = terminal;
        if (master != null) {
            converse(master);
        } else {
            for (int stream = 1; stream <= 2; stream++) {
                Fd end = ours[stream];
                if (end != null) {
                    ours[stream] = null; // whoever empties it closes it
                    flow(end, stream);
                }
            }
        }
        feed();
    }

    private boolean isCaptured(int stream) {
        return outputs[stream].kind() == Output.Kind.CAPTURE;
    }

    /** A terminal has one output; what nobody wants is read all the same, or its process would stand still. */
    private void converse(Terminal master) {
        if (stdin instanceof TerminalInput typed) {
            typed.connect(master.fd().duplicate());
        }
        flow(master.fd().duplicate(), 1);
    }

    private void flow(Fd end, int stream) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        ends.add(ended);
        Runnable whenEnded = () -> ended.complete(null);
        OutputStream target = outputs[stream].stream()
                .orElse(tty && outputs[stream].kind() == Output.Kind.INHERIT ? ownOutput() : null);
        if (target == null) {
            OutputSink sink = isCaptured(stream) ? capture.sink(stream) : OutputSink.DISCARD;
            OutputPump pump = OutputPump.start(reactor, executor, end, sink, whenEnded);
            waysOut.add(pump::giveUp);
            return;
        }
        OutputCopy copy = tty ? OutputCopy.ofTerminal(end, target, whenEnded) : new OutputCopy(end, target, whenEnded);
        waysOut.add(copy::giveUp);
        executor.execute(copy);
    }

    /** This JVM's own standard output, where a terminal is to write there. */
    private static OutputStream ownOutput() {
        return new FileOutputStream(FileDescriptor.out);
    }

    private void feed() {
        ProcessInput pipe = stdin;
        if (pipe == null || input.kind() == Input.Kind.OPEN || input.kind() == Input.Kind.NONE) {
            return;
        }
        InputStream source = input.kind() == Input.Kind.INHERIT
                ? new FileInputStream(FileDescriptor.in)
                : input.stream()
                        .orElseGet(() -> new ByteArrayInputStream(input.bytes().orElseThrow()));
        executor.execute(() -> {
            try (pipe) {
                feed(source, pipe);
            } catch (IOException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "the process did not read all of its input", e);
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "cannot write the input of a process", e);
            }
        });
    }

    private static void feed(InputStream source, ProcessInput pipe) throws IOException {
        byte[] bytes = new byte[CHUNK];
        for (int got = read(source, bytes); got >= 0; got = read(source, bytes)) {
            pipe.write(bytes, 0, got);
        }
    }

    /** A stream of the caller's that fails is, for the process, one that has ended. */
    private static int read(InputStream source, byte[] into) {
        try {
            return source.read(into);
        } catch (IOException | RuntimeException | Error e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the stream given for the input failed: the process sees the end of its input",
                    e);
            return -1;
        }
    }

    /** Done when everything that the process wrote has arrived. */
    CompletableFuture<Void> drained() {
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** Waits for no more output: our ends are closed, {@link #drained} is done soon. Never blocks. */
    void giveUp() {
        waysOut.forEach(Runnable::run);
    }

    OutputStream stdin() {
        return stdin == null || input.kind() != Input.Kind.OPEN ? OutputStream.nullOutputStream() : stdin;
    }

    InputStream reader(int stream) {
        return isCaptured(stream) ? capture.reader(stream) : InputStream.nullInputStream();
    }

    byte[] captured(int stream, int most) {
        return isCaptured(stream) ? capture.tail(stream, most) : new byte[0];
    }

    /** False if the process has no terminal, or has ended. */
    synchronized boolean resize(TerminalSize size) {
        Terminal now = terminal;
        if (now == null) {
            return false;
        }
        try {
            now.resize(size);
            return true;
        } catch (SyscallException e) {
            if (e.is(Errno.EBADF) || e.is(Errno.EIO)) { // it ended just now
                return false;
            }
            throw e;
        }
    }

    private synchronized void closeTerminal() {
        Terminal master = terminal;
        terminal = null;
        if (master != null) {
            master.close();
        }
    }

    private void closeChildEnds() {
        for (int i = 0; i < child.length; i++) {
            Fd end = child[i];
            if (end != null) {
                end.close();
                child[i] = null;
            }
        }
    }

    /** After a launch that failed: nothing stays open. */
    @Override
    public void close() {
        closeChildEnds();
        giveUp();
        for (Fd end : ours) {
            if (end != null) {
                end.close();
            }
        }
        closeTerminal();
        forget();
    }

    /** Nobody can ask for what was captured any more. */
    void forget() {
        capture.forget();
    }

    /** The process is gone: nobody reads its input any more. */
    void inputEnded() {
        closeTerminal();
        ProcessInput pipe = stdin;
        if (pipe == null || !pipe.isOpen()) {
            return;
        }
        try {
            executor.execute(pipe::processEnded);
        } catch (RejectedExecutionException e) {
            LOGGER.log(System.Logger.Level.WARNING, "the executor refuses work: the input stays open", e);
        }
    }
}
