// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.InvalidSpecException;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.TerminalSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/** What goes into a container's first process and comes out of it. Thread-safe; each stream is for one thread at a time. */
public interface ContainerStreams {
    /**
     * The other end of the first process's standard input; it can be written before the start. Closing it gives the process the
     * end of file.
     *
     * @return the same stream at each call; a write to a container that has ended fails with an {@code IOException}
     * @throws ContainerStateException if standard input is not {@link Input#open()}
     */
    OutputStream stdin();

    /**
     * The first process's standard output from the beginning, then as it comes, until the process has ended and everything was
     * read. If it is not started yet, waits for that too.
     *
     * @return a new stream at each call
     * @throws ContainerStateException if standard output is not {@link Output#capture()}, or the container was removed, unless
     *     it removed itself at its end
     */
    InputStream stdout();

    /**
     * The first process's standard error from the beginning, then as it comes, until the process has ended and everything was
     * read. If it is not started yet, waits for that too.
     *
     * @return a new stream at each call
     * @throws ContainerStateException if standard error is not {@link Output#capture()}, or the container was removed, unless
     *     it removed itself at its end
     */
    InputStream stderr();

    /**
     * What the first process has written to standard output so far, without waiting: once it has ended, all of it
     * or the last 256 MiB.
     *
     * @return as UTF-8 text; malformed bytes are replaced
     * @throws ContainerStateException if standard output is not {@link Output#capture()}, or the container was removed, unless
     *     it removed itself at its end
     */
    String stdoutText();

    /**
     * What the first process has written to standard error so far, without waiting: once it has ended, all of it
     * or the last 256 MiB.
     *
     * @return as UTF-8 text; malformed bytes are replaced
     * @throws ContainerStateException if standard error is not {@link Output#capture()}, or the container was removed, unless
     *     it removed itself at its end
     */
    String stderrText();

    /**
     * What the first process has written and when, from all its runs.
     *
     * @param query which part
     * @return to be closed
     * @throws ContainerStateException if nothing is kept: output is not {@link Output#capture()}, or the log driver is none
     * @throws ContainerException if the log cannot be read
     */
    LogReader logs(LogQuery query);

    /**
     * What the first process has written and when, from all its runs.
     *
     * @param query narrows it: {@code c.logs(q -> q.tail(10).follow(true))}
     * @return to be closed
     * @throws InvalidSpecException if no stream is chosen
     * @throws ContainerStateException if nothing is kept
     * @throws ContainerException if the log cannot be read
     */
    default LogReader logs(Consumer<LogQuery.Builder> query) {
        return logs(Rules.named("logs", () -> LogQuery.of(query)));
    }

    /**
     * Connects streams to the first process: what it writes from now on goes to them until it ends. It can be called before the
     * start, and any number of times.
     *
     * @param options what is connected
     * @return ends it, and has the other end of standard input
     * @throws ContainerStateException if the container is paused or removed, or its output is not {@link Output#capture()}
     */
    Attachment attach(AttachOptions options);

    /**
     * Connects streams to the first process.
     *
     * @param options sets what is connected: {@code c.attach(a -> a.stdout(System.out))}
     * @return ends it, and has the other end of standard input
     * @throws InvalidSpecException if a detach key is none
     * @throws ContainerStateException if the container is paused or removed, or its output is not {@link Output#capture()}
     */
    default Attachment attach(Consumer<AttachOptions.Builder> options) {
        AttachOptions.Builder builder = AttachOptions.builder();
        options.accept(builder);
        return attach(builder.build());
    }

    /**
     * Changes the size of the first process's terminal.
     *
     * @param size the new size
     * @throws ContainerStateException if it does not run, or has no terminal
     */
    void resize(TerminalSize size);
}
