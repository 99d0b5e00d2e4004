// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Poller;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Empties one pipe into a sink, in the reactor's thread, until the pipe's last writer is gone. */
public final class OutputPump {
    /** Buffers that one pipe may empty before the others have their turn. */
    private static final int FAIR_SHARE = 16;

    private static final System.Logger LOGGER = System.getLogger(OutputPump.class.getName());

    private final Reactor reactor;
    private final Fd pipe;
    private final Runnable whenEnded;
    private OutputSink sink;
    private Poller.@Nullable Registration registration;
    private boolean ended;

    private OutputPump(Reactor reactor, Fd pipe, OutputSink sink, Runnable whenEnded) {
        this.reactor = reactor;
        this.pipe = pipe;
        this.sink = sink;
        this.whenEnded = whenEnded;
    }

    /**
     * Starts pumping. A sink that fails gets no more; the pipe is emptied all the same, so that the process does not
     * notice.
     *
     * @param reactor whose thread reads
     * @param pipe read end; owned by the pump
     * @param sink takes the bytes
     * @param whenEnded called in the reactor's thread after the sink has got everything
     * @return the pump
     */
    public static OutputPump start(Reactor reactor, Fd pipe, OutputSink sink, Runnable whenEnded) {
        OutputPump pump = new OutputPump(reactor, pipe, sink, whenEnded);
        pipe.nonBlocking(true);
        reactor.execute(pump::watch);
        return pump;
    }

    private void watch() {
        try {
            registration = reactor.watch(pipe, this::drain);
        } catch (RuntimeException | Error e) {
            finish();
            throw e;
        }
    }

    /** Ends pumping soon: what was not yet read is lost. */
    public void giveUp() {
        reactor.execute(this::finish);
    }

    private void drain() {
        try {
            drainSome();
        } catch (RuntimeException | Error e) {
            finish();
            throw e;
        }
    }

    private void drainSome() {
        for (int i = 0; i < FAIR_SHARE && !ended; i++) {
            ByteBuffer buffer = reactor.sharedBuffer();
            int got = pipe.read(buffer);
            if (got < 0) {
                return;
            }
            if (got == 0) {
                finish();
                return;
            }
            accept(buffer.flip());
            if (got < buffer.capacity()) {
                // most likely empty now; level triggering brings us back if not
                return;
            }
        }
    }

    /** A sink that fails (disk full) must not end the process: what it writes from here on is read and forgotten. */
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

    private void finish() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            if (registration != null) {
                registration.cancel();
            }
            pipe.close();
            sink.end();
        } finally {
            whenEnded.run();
        }
    }
}
