// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Poller;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Empties one pipe, or one terminal, into a sink until the last writer is gone: in the reactor's thread as long as there is
 * little, so that a container costs no thread, and in one of the executor's while there is much, so that it holds up no other.
 */
public final class OutputPump {
    /** Full buffers in a row after which there is much. */
    private static final int MUCH = 4;

    private static final int LARGE_PIPE = 1024 * 1024;
    private static final int LARGE_CHUNK = 256 * 1024;

    /** How long a thread of the executor stays though nothing comes. */
    private static final Duration LULL = Duration.ofMillis(20);

    private static final System.Logger LOGGER = System.getLogger(OutputPump.class.getName());

    private final Reactor reactor;
    private final Executor executor;
    private final Fd pipe;
    private final Runnable whenEnded;
    private OutputSink sink;
    private Poller.@Nullable Registration registration;
    private boolean queued;
    private boolean elsewhere;
    private boolean givenUp;
    private boolean ended;

    private OutputPump(Reactor reactor, Executor executor, Fd pipe, OutputSink sink, Runnable whenEnded) {
        this.reactor = reactor;
        this.executor = executor;
        this.pipe = pipe;
        this.sink = sink;
        this.whenEnded = whenEnded;
    }

    /**
     * Starts pumping. A sink that fails gets no more; the pipe is emptied all the same, so that the process does not
     * notice.
     *
     * @param reactor whose thread reads
     * @param executor reads while there is much; where it has no thread to spare, the reactor goes on
     * @param pipe read end, or a terminal's master; owned by the pump
     * @param sink takes the bytes
     * @param whenEnded called in the reactor's thread after the sink has got everything
     * @return the pump
     */
    public static OutputPump start(Reactor reactor, Executor executor, Fd pipe, OutputSink sink, Runnable whenEnded) {
        OutputPump pump = new OutputPump(reactor, executor, pipe, sink, whenEnded);
        reactor.execute(pump::watch);
        return pump;
    }

    private synchronized void watch() {
        if (ended) {
            return;
        }
        try {
            registration = reactor.watch(pipe, this::drain);
        } catch (RuntimeException | Error e) {
            finish();
            throw e;
        }
    }

    /** Ends pumping soon: what was not yet read is lost. */
    public void giveUp() {
        reactor.execute(() -> {
            synchronized (this) {
                givenUp = true;
                if (!elsewhere) {
                    finish();
                }
            }
        });
    }

    /** In the reactor's thread, when there is something to read. */
    private synchronized void drain() {
        if (elsewhere || ended) {
            return;
        }
        try {
            drainSome();
        } catch (RuntimeException | Error e) {
            finish();
            throw e;
        }
    }

    private void drainSome() {
        for (int i = 0; i < MUCH; i++) {
            ByteBuffer buffer = reactor.sharedBuffer();
            if (sink.isBusy()) {
                moveElsewhere();
                return;
            }
            if (!read(buffer)) {
                finish();
                return;
            }
            boolean full = !buffer.hasRemaining();
            accept(buffer.flip());
            if (!full) {
                // most likely empty now; level triggering brings us back if not
                return;
            }
            if (!pipe.awaitReadable(Duration.ZERO)) {
                return;
            }
        }
        moveElsewhere();
    }

    /** False at the end. There is something to read, so this does not block. */
    private boolean read(ByteBuffer into) {
        try {
            return pipe.read(into) != 0;
        } catch (SyscallException e) {
            if (e.is(Errno.EIO)) { // what a terminal says when no process has its other end
                return false;
            }
            throw e;
        }
    }

    private void moveElsewhere() {
        if (!queued) {
            queued = true;
            try {
                executor.execute(this::pumpElsewhere);
            } catch (RejectedExecutionException e) {
                queued = false;
                LOGGER.log(System.Logger.Level.DEBUG, "the executor refuses work: the reactor goes on", e);
            }
        }
    }

    private void pumpElsewhere() {
        if (!begin()) {
            return;
        }
        boolean more = false;
        try {
            more = pumpUntilLull();
        } catch (RuntimeException | Error e) {
            LOGGER.log(System.Logger.Level.WARNING, "cannot read the output of a process; the rest is lost", e);
        } finally {
            boolean goOn = more;
            reactor.execute(() -> end(goOn));
        }
    }

    private synchronized boolean begin() {
        queued = false;
        if (ended || givenUp) {
            return false;
        }
        elsewhere = true;
        unwatch();
        return true;
    }

    private synchronized void end(boolean more) {
        elsewhere = false;
        if (more && !givenUp) {
            watch();
        } else {
            finish();
        }
    }

    private synchronized boolean isGivenUp() {
        return givenUp;
    }

    /** False at the end. */
    private boolean pumpUntilLull() {
        pipe.growPipe(LARGE_PIPE);
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGE_CHUNK);
        while (!isGivenUp() && pipe.awaitReadable(LULL)) {
            buffer.clear();
            if (!read(buffer)) {
                return false;
            }
            accept(buffer.flip());
        }
        return true;
    }

    /** A sink that fails must not end the process: what it writes from here on is read and forgotten. */
    private void accept(ByteBuffer bytes) {
        try {
            sink.accept(bytes);
        } catch (RuntimeException | Error e) {
            sink.end();
            sink = OutputSink.DISCARD;
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the output of a process cannot be kept: the rest of it is lost, and the process goes on",
                    e);
        }
    }

    private void unwatch() {
        Poller.Registration watched = registration;
        registration = null;
        if (watched != null) {
            watched.cancel();
        }
    }

    private synchronized void finish() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            unwatch();
            pipe.close();
            sink.end();
        } finally {
            whenEnded.run();
        }
    }
}
