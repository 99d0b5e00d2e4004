// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.KernelException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.value.Signal;
import io.jebena.value.TerminalSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A process executed in a running container. Thread-safe; each stream is for one thread at a time. */
public interface ContainerProcess {
    /**
     * The process's id as the host sees it.
     *
     * @return above 0; no longer its own once it has ended
     */
    int pid();

    /**
     * The other end of its standard input. Closing it gives the process the end of file.
     *
     * @return the same stream at each call; a write to a process that has ended fails with an {@code IOException}
     * @throws ContainerStateException if standard input is not {@link Input#open()}
     */
    OutputStream stdin();

    /**
     * Its standard output from the beginning, then as it comes, until the process has ended and everything was read.
     *
     * @return a new stream at each call
     * @throws ContainerStateException if standard output is not {@link Output#capture()}
     */
    InputStream stdout();

    /**
     * Its standard error from the beginning, then as it comes, until the process has ended and everything was read.
     *
     * @return a new stream at each call
     * @throws ContainerStateException if standard error is not {@link Output#capture()}
     */
    InputStream stderr();

    /**
     * Waits until the process has ended and its output is complete, so also until no child of it holds its standard output or
     * error open any more. An end by force, of the process or of the container, ends this wait within about a second.
     *
     * @return how it ended
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ExitStatus waitFor();

    /**
     * Waits until the process has ended and its output is complete, but not for ever.
     *
     * @param limit how long, 0 or more
     * @return how it ended
     * @throws DeadlineException if it has not ended by then; it goes on
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ExitStatus waitFor(Duration limit);

    /**
     * The end of the process as a future.
     *
     * @return completed with how it ended, once its output is complete; cancelling it does not touch the process
     */
    CompletableFuture<ExitStatus> onExit();

    /**
     * Sends a signal to the process. Without effect if it has ended, but that {@code SIGKILL} also bounds the wait for its last
     * output: see {@link Output#to}.
     *
     * @param signal the signal
     * @throws KernelException if the kernel refuses
     */
    void kill(Signal signal);

    /**
     * Changes the size of its terminal.
     *
     * @param size the new size
     * @throws ContainerStateException if it has ended, or has no terminal
     */
    void resize(TerminalSize size);

    /**
     * Waits until the process has ended and gives what it wrote where that was captured.
     *
     * @return the result
     * @throws ContainerException if the output cannot be read
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ProcessResult result();
}
