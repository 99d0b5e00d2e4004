// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.linux.fd.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StreamsTest {
    @TempDir
    Path folder;

    private final Reactor reactor = new Reactor("streams-test");

    @AfterEach
    void stopReactor() {
        reactor.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void log_smallOutput_staysInMemory() throws IOException {
        Path file = folder.resolve("out");
        try (OutputLog log = new OutputLog(file)) {
            log.accept(bytes("hello "));
            log.accept(bytes("world"));
            log.end();

            assertThat(log.reader().readAllBytes()).isEqualTo("hello world".getBytes(UTF_8));
            assertThat(log.tail(5)).isEqualTo("world".getBytes(UTF_8));
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void log_largeOutput_movesToTheFileWithNothingLost() throws IOException {
        byte[] content = new byte[5 * OutputLog.IN_MEMORY + 17];
        new Random(1).nextBytes(content);
        Path file = folder.resolve("out");
        try (OutputLog log = new OutputLog(file)) {
            InputStream early = log.reader();
            for (int at = 0; at < content.length; at += 10_000) {
                ByteBuffer direct =
                        ByteBuffer.allocateDirect(10_000).put(content, at, Math.min(10_000, content.length - at));
                direct.flip();
                log.accept(direct);
            }
            log.end();

            assertThat(early.readAllBytes()).isEqualTo(content);
            assertThat(log.reader().readAllBytes()).isEqualTo(content);
            assertThat(Files.size(file)).isEqualTo(content.length);
        }
    }

    @Test
    void reader_nothingYet_waitsForMoreAndForTheEnd() throws Exception {
        try (OutputLog log = new OutputLog(folder.resolve("out"))) {
            CompletableFuture<byte[]> all = CompletableFuture.supplyAsync(() -> {
                try {
                    return log.reader().readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            log.accept(bytes("late"));
            assertThat(all).isNotDone();
            log.end();

            assertThat(all.get(10, TimeUnit.SECONDS)).isEqualTo("late".getBytes(UTF_8));
        }
    }

    @Test
    void reader_ofARemovedContainer_failsInsteadOfWaiting() {
        OutputLog log = new OutputLog(folder.resolve("out"));
        InputStream reader = log.reader();
        log.accept(bytes("x"));
        log.close();

        assertThatThrownBy(reader::read).isInstanceOf(IOException.class).hasMessageContaining("removed");
    }

    @Test
    void pump_processWritesMuchAndEnds_sinkGetsEverythingThenTheEnd() throws Exception {
        byte[] content = new byte[1_000_000];
        new Random(2).nextBytes(content);
        Pipe pipe = Pipe.open();
        CountDownLatch ended = new CountDownLatch(1);
        try (OutputLog log = new OutputLog(folder.resolve("out"))) {
            OutputPump.start(reactor, pipe.readEnd(), log, ended::countDown);
            try (OutputStream writer = new InputPipe(pipe.writeEnd())) {
                writer.write(content);
            }

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(log.reader().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void pump_sinkFails_drainsNoFurtherAndTellsTheEnd() throws Exception {
        Pipe pipe = Pipe.open();
        CountDownLatch ended = new CountDownLatch(1);
        OutputSink full = new OutputSink() {
            @Override
            public void accept(ByteBuffer ignored) {
                throw new IllegalStateException("disk full");
            }

            @Override
            public void end() {
                ended.countDown();
            }
        };
        OutputPump.start(reactor, pipe.readEnd(), full, () -> {});
        try (OutputStream writer = new InputPipe(pipe.writeEnd())) {
            writer.write("x".getBytes(UTF_8));
        }

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void input_readerGone_failsAndCloseIsQuiet() throws IOException {
        Pipe pipe = Pipe.open();
        InputPipe input = new InputPipe(pipe.writeEnd());
        pipe.readEnd().close();

        assertThatThrownBy(() -> input.write(1)).isInstanceOf(IOException.class).hasMessageContaining("no longer");
        input.close();
        assertThatThrownBy(() -> input.write(1)).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void reactor_failingHandler_goesOnServingOthers() throws Exception {
        CountDownLatch after = new CountDownLatch(1);
        reactor.execute(() -> {
            throw new IllegalStateException("a handler's own mistake");
        });
        reactor.execute(after::countDown);

        assertThat(after.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
