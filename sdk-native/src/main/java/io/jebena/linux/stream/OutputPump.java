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

    private final Reactor reactor;
    private final Fd pipe;
    private final OutputSink sink;
    private final Runnable whenEnded;
    private Poller.@Nullable Registration registration;
    private boolean ended;

    private OutputPump(Reactor reactor, Fd pipe, OutputSink sink, Runnable whenEnded) {
        this.reactor = reactor;
        this.pipe = pipe;
        this.sink = sink;
        this.whenEnded = whenEnded;
    }

    /**
     * Starts pumping.
     *
     * @param reactor whose thread reads
     * @param pipe read end; owned by the pump
     * @param sink takes the bytes
     * @param whenEnded called in the reactor's thread after the sink has got everything
     */
    public static void start(Reactor reactor, Fd pipe, OutputSink sink, Runnable whenEnded) {
        OutputPump pump = new OutputPump(reactor, pipe, sink, whenEnded);
        pipe.nonBlocking(true);
        reactor.execute(() -> pump.registration = reactor.watch(pipe, pump::drain));
    }

    private void drain() {
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
            buffer.flip();
            try {
                sink.accept(buffer);
            } catch (RuntimeException e) {
                // a sink that fails (disk full) must not stop the process: what it writes from here on is lost
                finish();
                throw e;
            }
            if (got < buffer.capacity()) {
                // most likely empty now; level triggering brings us back if not
                return;
            }
        }
    }

    private void finish() {
        ended = true;
        if (registration != null) {
            registration.cancel();
        }
        pipe.close();
        sink.end();
        whenEnded.run();
    }
}
