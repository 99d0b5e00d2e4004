// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.linux.fd.Pipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
            OutputPump.start(reactor, task -> new Thread(task).start(), pipe.readEnd(), log, ended::countDown);
            try (OutputStream writer = new InputPipe(pipe.writeEnd())) {
                writer.write(content);
            }

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(log.reader().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void pump_sinkFails_readsTheRestAllTheSame() throws Exception {
        for (Throwable failure : List.of(new IllegalStateException("disk full"), new OutOfMemoryError("too much"))) {
            Pipe pipe = Pipe.open();
            CountDownLatch ended = new CountDownLatch(2);
            AtomicInteger parts = new AtomicInteger();
            OutputSink full = new OutputSink() {
                @Override
                public void accept(ByteBuffer ignored) {
                    parts.incrementAndGet();
                    throwUnchecked(failure);
                }

                @Override
                public void end() {
                    ended.countDown();
                }
            };
            OutputPump.start(reactor, task -> new Thread(task).start(), pipe.readEnd(), full, ended::countDown);
            try (OutputStream writer = new InputPipe(pipe.writeEnd())) {
                writer.write(new byte[1_000_000]);
            }

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(parts).hasValue(1);
        }
    }

    private static void throwUnchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    @Test
    void pump_givenUp_endsThoughAWriterIsLeft() throws Exception {
        Pipe pipe = Pipe.open();
        CountDownLatch ended = new CountDownLatch(1);
        try (OutputLog log = new OutputLog(folder.resolve("out"));
                InputPipe writer = new InputPipe(pipe.writeEnd())) {
            OutputPump pump =
                    OutputPump.start(reactor, task -> new Thread(task).start(), pipe.readEnd(), log, ended::countDown);
            pump.giveUp();

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(log.reader().read()).isEqualTo(-1);
            assertThatThrownBy(() -> writer.write(1)).isInstanceOf(IOException.class);
        }
    }

    /** A copy in a thread of its own, how often it told its end, and whether the thread was left interrupted. */
    private static final class Running {
        final Pipe pipe = Pipe.open();
        final InputPipe writer = new InputPipe(pipe.writeEnd());
        final AtomicInteger ends = new AtomicInteger();
        final OutputCopy copy;
        final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        final Thread thread;

        Running(OutputStream target) {
            copy = new OutputCopy(pipe.readEnd(), target, ends::incrementAndGet);
            thread = new Thread(() -> {
                copy.run();
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            thread.start();
        }

        boolean leftInterrupted() {
            return interrupted.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void copy_streamFails_readsTheRestAllTheSame() throws Exception {
        AtomicInteger parts = new AtomicInteger();
        Running running = new Running(new OutputStream() {
            @Override
            public void write(int b) {
                parts.incrementAndGet();
                throw new StackOverflowError("a mistake of the caller's");
            }
        });

        running.writer.write(new byte[1_000_000]);
        running.writer.close();

        assertThat(running.leftInterrupted()).isFalse();
        assertThat(running.ends).hasValue(1);
        assertThat(parts).hasValue(1);
    }

    @Test
    void copy_streamBlocksAndIsGivenUp_endsAtOnceAndInterruptsIt() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        Running running = new Running(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                reached.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        });
        running.writer.write(1);
        reached.await();

        assertThat(running.copy.giveUp()).isTrue();
        assertThat(running.ends).hasValue(1);
        assertThatThrownBy(() -> running.writer.write(1)).isInstanceOf(IOException.class);
        assertThat(running.leftInterrupted()).isFalse();
        assertThat(running.copy.giveUp()).isFalse();
        assertThat(running.ends).hasValue(1);
    }

    @Test
    void copy_waitsForOutputAndIsGivenUp_endsItsThreadAndWritesNothing() throws Exception {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        CountDownLatch flushed = new CountDownLatch(1);
        Running running = new Running(new OutputStream() {
            @Override
            public void write(int b) {
                taken.write(b);
            }

            @Override
            public void flush() {
                flushed.countDown();
            }
        });
        running.writer.write("x".getBytes(UTF_8));
        flushed.await();

        running.copy.giveUp();

        assertThat(running.leftInterrupted()).isFalse();
        assertThat(running.ends).hasValue(1);
        assertThat(taken.toString(UTF_8)).isEqualTo("x");
        assertThat(running.pipe.readEnd().isOpen()).isFalse();
        running.writer.close();
    }

    @Test
    void copy_givenUpBeforeItBegan_doesNothing() throws IOException {
        Pipe pipe = Pipe.open();
        AtomicInteger ends = new AtomicInteger();
        OutputCopy copy = new OutputCopy(pipe.readEnd(), OutputStream.nullOutputStream(), ends::incrementAndGet);

        copy.giveUp();
        copy.run();

        assertThat(ends).hasValue(1);
        pipe.writeEnd().close();
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
    void reactor_failingHandlers_goesOnServingOthers() throws Exception {
        CountDownLatch after = new CountDownLatch(1);
        reactor.execute(() -> {
            throw new IllegalStateException("a handler's own mistake");
        });
        reactor.execute(() -> {
            throw new OutOfMemoryError("not really");
        });
        reactor.execute(after::countDown);

        assertThat(after.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
