// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.container.ContainerProcess;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.container.ProcessResult;
import io.jebena.container.ProcessSpec;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.log.LogFrame;
import io.jebena.value.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A process that is a thread: it has streams, gets signals and ends. */
final class FakeProcess implements ContainerProcess {
    private static final AtomicInteger PIDS = new AtomicInteger(1000);

    private final String container;
    private final ProcessSpec spec;
    private final List<String> command;
    private final boolean init;
    private final Map<String, String> env;
    private final int pid = PIDS.incrementAndGet();
    private final FakeOutput input = new FakeOutput();
    private final FakeOutput stdout = new FakeOutput();
    private final FakeOutput stderr = new FakeOutput();
    private final OutputStream stdin;
    private final FakeLog log;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private volatile @Nullable Signal handled;
    private volatile @Nullable Signal delivered;
    private volatile @Nullable Signal deadly;

    FakeProcess(String container, ProcessSpec spec, List<String> command, Map<String, String> env, boolean init) {
        this(container, spec, command, env, init, new FakeLog());
    }

    FakeProcess(
            String container,
            ProcessSpec spec,
            List<String> command,
            Map<String, String> env,
            boolean init,
            FakeLog log) {
        this.log = log;
        this.container = container;
        this.spec = spec;
        this.command = command;
        this.env = env;
        this.init = init;
        this.stdin = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                if (exit.isDone()) {
                    throw new IOException("broken pipe");
                }
                input.write(java.util.Arrays.copyOfRange(bytes, offset, offset + count), count);
            }

            @Override
            public void close() {
                input.end();
            }
        };
    }

    /** Plays the program in a thread of its own; fails if there is no such program. */
    void start(FakeContainer of, Consumer<ExitStatus> afterwards) {
        FakePrograms.Program program = FakePrograms.find(command);
        log.begin();
        feed();
        Thread thread = new Thread(
                () -> {
                    ExitStatus status;
                    try {
                        status = ExitStatus.exited(program.run(this, of));
                    } catch (Killed e) {
                        status = ExitStatus.signaled(e.signal);
                    } catch (IOException | RuntimeException e) {
                        status = ExitStatus.exited(255);
                    }
                    stdout.end();
                    stderr.end();
                    log.end();
                    exit.complete(status);
                    afterwards.accept(status);
                },
                "fake-" + pid);
        thread.setDaemon(true);
        thread.start();
    }

    private void feed() {
        Input source = spec.stdin();
        if (source.kind() == Input.Kind.OPEN) {
            return;
        }
        source.bytes().ifPresent(bytes -> input.write(bytes, bytes.length));
        source.stream().ifPresent(stream -> {
            try {
                byte[] all = stream.readAllBytes();
                input.write(all, all.length);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        input.end();
    }

    Map<String, String> env() {
        return env;
    }

    ProcessSpec spec() {
        return spec;
    }

    List<String> command() {
        return command;
    }

    InputStream in() {
        return new InputStream() {
            private final InputStream source = input.reader();

            @Override
            public int read() throws IOException {
                throw new IOException("read blocks");
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                int got = source.read(into, offset, count);
                checkKilled();
                return got;
            }
        };
    }

    void out(String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        put(LogFrame.Stream.STDOUT, bytes, bytes.length);
    }

    void out(byte[] bytes, int count) throws IOException {
        put(LogFrame.Stream.STDOUT, bytes, count);
    }

    void err(String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        put(LogFrame.Stream.STDERR, bytes, bytes.length);
    }

    private void put(LogFrame.Stream stream, byte[] bytes, int count) throws IOException {
        Output to = stream == LogFrame.Stream.STDOUT ? spec.stdout() : spec.stderr();
        if (to.kind() == Output.Kind.CAPTURE) {
            log.add(stream, bytes, count);
            (stream == LogFrame.Stream.STDOUT ? stdout : stderr).write(bytes, count);
        }
        if (to.stream().isPresent()) {
            to.stream().get().write(bytes, 0, count);
        }
    }

    /** From now on the signal is delivered, not deadly. */
    void handle(Signal signal) {
        handled = signal;
    }

    /** Waits for the handled signal. */
    void awaitSignal() {
        synchronized (exit) {
            while (delivered == null) {
                checkKilled();
                try {
                    exit.wait();
                } catch (InterruptedException e) {
                    throw new Killed(Signal.INT);
                }
            }
        }
    }

    private void checkKilled() {
        Signal signal = deadly;
        if (signal != null) {
            throw new Killed(signal);
        }
    }

    @Override
    public void kill(Signal signal) {
        if (exit.isDone()) {
            return;
        }
        synchronized (exit) {
            if (signal.equals(handled)) {
                delivered = signal;
            } else if (signal.equals(Signal.KILL) || !init) {
                deadly = signal;
                input.end();
            }
            exit.notifyAll();
        }
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public OutputStream stdin() {
        if (spec.stdin().kind() != Input.Kind.OPEN) {
            throw new ContainerStateException("write to", container, "open for input", "started without input");
        }
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return captured(spec.stdout(), stdout).reader();
    }

    @Override
    public InputStream stderr() {
        return captured(spec.stderr(), stderr).reader();
    }

    byte[] stdoutSoFar() {
        return captured(spec.stdout(), stdout).soFar();
    }

    byte[] stderrSoFar() {
        return captured(spec.stderr(), stderr).soFar();
    }

    private FakeOutput captured(Output output, FakeOutput captured) {
        if (output.kind() != Output.Kind.CAPTURE) {
            throw new ContainerStateException("read", container, "captured", "not captured");
        }
        return captured;
    }

    @Override
    public ExitStatus waitFor() {
        return await(exit, container, null);
    }

    @Override
    public ExitStatus waitFor(Duration limit) {
        return await(exit, container, limit);
    }

    static ExitStatus await(CompletableFuture<ExitStatus> exit, String container, @Nullable Duration limit) {
        String what = "exit of container " + container;
        try {
            return limit == null ? exit.get() : exit.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new OperationInterruptedException(what, e);
        } catch (TimeoutException e) {
            throw new DeadlineException(what, limit == null ? Duration.ZERO : limit);
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return exit.copy();
    }

    @Override
    public ProcessResult result() {
        ExitStatus status = waitFor();
        return ProcessResult.of(command, status, stdout.soFar(), stderr.soFar());
    }

    /** Ends the thread of a process that a signal ended. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Signal signal;

        Killed(Signal signal) {
            this.signal = signal;
        }
    }

    @Override
    public void resize(io.jebena.value.TerminalSize size) {
        throw new UnsupportedOperationException();
    }
}
