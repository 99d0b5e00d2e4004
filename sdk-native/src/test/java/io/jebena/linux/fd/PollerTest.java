// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollerTest {
    @Test
    void watch_somethingToRead_callsTheHandlerUntilItIsRead() {
        try (Poller poller = new Poller();
                Pipe pipe = Pipe.open()) {
            AtomicInteger calls = new AtomicInteger();
            poller.watch(pipe.readEnd(), calls::incrementAndGet);
            pipe.writeEnd().writeFully(Direct.of("x"));

            poller.poll(1000);
            poller.poll(1000);
            assertThat(calls).hasValue(2);
            pipe.readEnd().read(Direct.room());
            poller.poll(0);
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void cancel_thenSomethingToRead_isNotHeardOf() {
        try (Poller poller = new Poller();
                Pipe pipe = Pipe.open()) {
            AtomicInteger calls = new AtomicInteger();
            poller.watch(pipe.readEnd(), calls::incrementAndGet).cancel();
            pipe.writeEnd().writeFully(Direct.of("x"));

            poller.poll(0);
            assertThat(calls).hasValue(0);
        }
    }

    @Test
    void wakeUp_fromAnotherThread_endsTheWait() throws InterruptedException {
        try (Poller poller = new Poller()) {
            Thread waiting = new Thread(() -> poller.poll(-1));
            waiting.start();
            poller.wakeUp();
            waiting.join(10_000);

            assertThat(waiting.isAlive()).isFalse();
        }
    }

    @Test
    void watch_moreThanOneBatch_servesAll() {
        try (Poller poller = new Poller()) {
            AtomicInteger calls = new AtomicInteger();
            Pipe[] pipes = new Pipe[100];
            for (int i = 0; i < pipes.length; i++) {
                pipes[i] = Pipe.open();
                Fd end = pipes[i].readEnd();
                poller.watch(end, () -> {
                    end.read(Direct.room());
                    calls.incrementAndGet();
                });
                pipes[i].writeEnd().writeFully(Direct.of("x"));
            }

            poller.poll(1000);
            poller.poll(1000);
            assertThat(calls).hasValue(100);
            for (Pipe pipe : pipes) {
                pipe.close();
            }
        }
    }
}
