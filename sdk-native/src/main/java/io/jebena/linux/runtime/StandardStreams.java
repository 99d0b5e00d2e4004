// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.container.ProcessSpec;
import io.jebena.error.ContainerException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Pipe;
import io.jebena.linux.fd.Terminal;
import io.jebena.linux.stream.InputPipe;
import io.jebena.linux.stream.OutputCopy;
import io.jebena.linux.stream.OutputLog;
import io.jebena.linux.stream.OutputPump;
import io.jebena.linux.stream.Reactor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
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
    private final @Nullable Fd[] child = new Fd[3];
    private final @Nullable Fd[] ours = new Fd[3];
    private final @Nullable OutputLog[] logs = new OutputLog[3];
    private final Input input;
    private final Output[] outputs;
    private final List<CompletableFuture<Void>> ends = new ArrayList<>(2);
    private final List<Runnable> waysOut = new ArrayList<>(2);
    private @Nullable InputPipe stdin;

    private StandardStreams(ProcessSpec spec, Reactor reactor, Executor executor) {
        this.reactor = reactor;
        this.executor = executor;
        this.input = spec.stdin();
        this.outputs = new Output[] {spec.stdout(), spec.stdout(), spec.stderr()};
    }

    /**
     * Opens the pipes.
     *
     * @param spec says what each stream is
     * @param reactor empties captured output
     * @param executor runs what may block: copying to and from the caller's own streams
     * @param spill host path whose name, with {@code .stdout} and {@code .stderr}, takes output that memory should not
     */
    static StandardStreams open(ProcessSpec spec, Reactor reactor, Executor executor, Path spill) {
        StandardStreams streams = new StandardStreams(spec, reactor, executor);
        try {
            streams.openInput();
            streams.openOutput(1, spill.resolveSibling(spill.getFileName() + ".stdout"));
            streams.openOutput(2, spill.resolveSibling(spill.getFileName() + ".stderr"));
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

    private void openOutput(int stream, Path spill) {
        switch (outputs[stream].kind()) {
            case DISCARD -> {}
            case INHERIT -> child[stream] = Fd.standard(stream);
            case CAPTURE, STREAM -> {
                Pipe pipe = Pipe.open();
                child[stream] = pipe.writeEnd();
                ours[stream] = pipe.readEnd();
                if (outputs[stream].kind() == Output.Kind.CAPTURE) {
                    logs[stream] = new OutputLog(spill);
                }
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
    void terminal(Terminal master) {
        master.close(); // nothing reads it yet
    }

    /** The process runs and has its own copies: ours of its ends are closed, and bytes begin to flow. */
    void started() {
        closeChildEnds();
        for (int stream = 1; stream <= 2; stream++) {
            Fd end = ours[stream];
            if (end != null) {
                ours[stream] = null; // whoever empties it closes it
                CompletableFuture<Void> ended = new CompletableFuture<>();
                ends.add(ended);
                flow(end, stream, ended);
            }
        }
        feed();
    }

    private void flow(Fd end, int stream, CompletableFuture<Void> ended) {
        OutputLog log = logs[stream];
        if (log != null) {
            OutputPump pump = OutputPump.start(reactor, end, log, () -> ended.complete(null));
            waysOut.add(pump::giveUp);
            return;
        }
        OutputStream target = outputs[stream].stream().orElseThrow();
        OutputCopy copy = new OutputCopy(end, target, () -> ended.complete(null));
        waysOut.add(copy::giveUp);
        executor.execute(copy);
    }

    private void feed() {
        InputPipe pipe = stdin;
        if (pipe == null || input.kind() == Input.Kind.OPEN) {
            return;
        }
        InputStream source = input.stream()
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

    private static void feed(InputStream source, InputPipe pipe) throws IOException {
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
        OutputLog log = logs[stream];
        return log == null ? InputStream.nullInputStream() : log.reader();
    }

    byte[] captured(int stream, int most) {
        OutputLog log = logs[stream];
        try {
            return log == null ? new byte[0] : log.tail(most);
        } catch (IOException e) {
            throw new ContainerException("cannot read the captured output back", e);
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
        forget();
    }

    /** The container is removed: what was captured goes. */
    void forget() {
        for (OutputLog log : logs) {
            if (log != null) {
                log.close();
            }
        }
    }

    /** The process is gone: nobody reads its input any more. */
    void inputEnded() {
        InputPipe pipe = stdin;
        if (pipe == null || !pipe.isOpen()) {
            return;
        }
        try {
            executor.execute(pipe::close);
        } catch (RejectedExecutionException e) {
            LOGGER.log(System.Logger.Level.WARNING, "the executor refuses work: the input stays open", e);
        }
    }
}
