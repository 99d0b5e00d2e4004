// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerProcess;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.container.ProcessResult;
import io.jebena.container.ProcessSpec;
import io.jebena.error.ContainerStateException;
import io.jebena.linux.launch.LaunchedProcess;
import io.jebena.value.Signal;
import io.jebena.value.TerminalSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A process that the launcher made: its number, its streams and, once everything that it wrote has arrived, its end. */
final class ManagedProcess implements ContainerProcess {
    /** Most of a stream that a result holds as bytes; the whole is in the stream itself. */
    static final int RESULT_LIMIT = 256 * 1024 * 1024;

    /** What the caller's streams get to take the last output of a process that was ended by force. */
    private static final Duration DELIVERY = Duration.ofSeconds(1);

    private static final System.Logger LOGGER = System.getLogger(ManagedProcess.class.getName());

    private final List<String> command;
    private final ProcessSpec spec;
    private final LaunchedProcess process;
    private final StandardStreams streams;
    private final Executor executor;
    private final CompletableFuture<Void> forced = new CompletableFuture<>();
    private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();

    /**
     * Takes charge of a started process.
     *
     * @param command what it executes, for messages
     * @param spec says what its streams are
     * @param process the process
     * @param streams its streams, already flowing
     * @param executor runs the caller's continuations
     */
    ManagedProcess(
            List<String> command,
            ProcessSpec spec,
            LaunchedProcess process,
            StandardStreams streams,
            Executor executor) {
        this.command = command;
        this.spec = spec;
        this.process = process;
        this.streams = streams;
        this.executor = executor;
    }

    /**
     * Begins to wait for the end.
     *
     * @param refine called in the reactor's thread when the process is gone: looks whether memory ran out
     */
    ManagedProcess follow(UnaryOperator<ExitStatus> refine) {
        process.onExit().thenAccept(exit -> {
            ExitStatus status = refined(WaitStatus.of(exit.waitStatus()), refine);
            CompletableFuture<Void> drained = streams.drained();
            drained.thenRun(() -> {
                process.close();
                ended.complete(status);
            });
            forced.thenRun(this::boundDelivery);
            streams.inputEnded();
        });
        return this;
    }

    private static ExitStatus refined(ExitStatus status, UnaryOperator<ExitStatus> refine) {
        try {
            return refine.apply(status);
        } catch (RuntimeException | Error e) {
            LOGGER.log(System.Logger.Level.WARNING, "cannot find out whether memory ran out", e);
            return status;
        }
    }

    /**
     * Kills it for good: once it is gone, its output has {@link #DELIVERY} to arrive, then it ends without the rest.
     *
     * @return false if the process had ended
     */
    boolean force() {
        boolean signaled = process.signal(Signal.KILL.number());
        forced.complete(null);
        return signaled;
    }

    /** Does something, which may block, if the process is still there after this time. */
    void unlessEndedWithin(Duration limit, Runnable action) {
        process.onExit()
                .copy()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyAsync(
                        late -> {
                            action.run();
                            return null;
                        },
                        executor);
    }

    private void boundDelivery() {
        CompletableFuture<Void> drained = streams.drained();
        if (drained.isDone()) {
            return;
        }
        drained.orTimeout(DELIVERY.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> "output of process " + pid() + " (" + String.join(" ", command)
                            + ") is given up: it was not taken within " + DELIVERY.toMillis()
                            + " ms of the end by force");
            streams.giveUp();
            return null;
        });
    }

    /** Completed in the reactor's thread, or that of a timer: what depends on it must not block. */
    CompletableFuture<ExitStatus> ended() {
        return ended;
    }

    /** What it has written so far, standard output first, without waiting. */
    String writtenSoFar() {
        return new String(streams.captured(1, RESULT_LIMIT), java.nio.charset.StandardCharsets.UTF_8)
                + new String(streams.captured(2, RESULT_LIMIT), java.nio.charset.StandardCharsets.UTF_8);
    }

    StandardStreams streams() {
        return streams;
    }

    @Override
    public int pid() {
        return process.pid();
    }

    @Override
    public OutputStream stdin() {
        if (spec.stdin().kind() != Input.Kind.OPEN) {
            throw notAs("write to stdin of", "with Input.open()");
        }
        return streams.stdin();
    }

    @Override
    public InputStream stdout() {
        if (spec.stdout().kind() != Output.Kind.CAPTURE) {
            throw notAs("read stdout of", "with Output.capture()");
        }
        return streams.reader(1);
    }

    @Override
    public InputStream stderr() {
        if (spec.stderr().kind() != Output.Kind.CAPTURE) {
            throw notAs("read stderr of", "with Output.capture()");
        }
        return streams.reader(2);
    }

    private ContainerStateException notAs(String operation, String expected) {
        String process = "(" + String.join(" ", command) + ")";
        return new ContainerStateException(operation + " a process in", process, expected, "executed without it");
    }

    @Override
    public ExitStatus waitFor() {
        return Waiting.forEver(ended, "waiting for the process");
    }

    @Override
    public ExitStatus waitFor(Duration limit) {
        return Waiting.atMost(ended, limit, "waiting for the process");
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return Waiting.elsewhere(ended, executor);
    }

    @Override
    public void kill(Signal signal) {
        signal(signal);
    }

    /** Sends a signal; false if the process has ended. */
    boolean signal(Signal signal) {
        return signal.equals(Signal.KILL) ? force() : process.signal(signal.number());
    }

    @Override
    public ProcessResult result() {
        return resultOf(waitFor());
    }

    ProcessResult resultOf(ExitStatus status) {
        return ProcessResult.of(command, status, streams.captured(1, RESULT_LIMIT), streams.captured(2, RESULT_LIMIT));
    }

    @Override
    public void resize(TerminalSize size) {
        if (!spec.tty()) {
            throw notAs("resize the terminal of", "with tty(true)");
        }
        if (!streams.resize(size)) {
            throw new ContainerStateException("resize the terminal of", "process " + pid(), "running", "ended");
        }
    }
}
