// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.linux.stream.Reactor;
import io.jebena.log.LogFrame;
import io.jebena.log.LogFrame.Stream;
import io.jebena.log.LogOptions;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.ByteSize;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that is written elsewhere: its readers know the files only. */
@Timeout(60)
class ForeignLogTest {
    @TempDir
    Path folder;

    private final Reactor reactor = new Reactor("foreign-log-test");
    private final LogWatches watches = new LogWatches(reactor);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    @AfterEach
    void stop() {
        reactor.close();
        watches.close();
    }

    private ForeignLog foreign(LogOptions options) {
        return new ForeignLog(folder, "c1", options, watches, () -> false, () -> ended);
    }

    private static void out(ContainerLog log, String text) {
        log.sink(Stream.STDOUT).accept(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    @Test
    void follow_elsewhereWritten_isWokenAndEnds() throws Exception {
        ContainerLog log = new ContainerLog(folder, "c1", LogOptions.DEFAULT, Runnable::run);
        log.begin(true, false);
        LogReader reader = foreign(LogOptions.DEFAULT).read(LogQuery.of(q -> q.follow(true)));
        for (String word : List.of("one", "two", "three")) {
            CompletableFuture<LogFrame> next = CompletableFuture.supplyAsync(reader::next);
            out(log, word + "\n");
            assertThat(next.get(10, TimeUnit.SECONDS).text()).isEqualTo(word);
        }
        CompletableFuture<LogFrame> last = CompletableFuture.supplyAsync(reader::next);
        ended.complete(null);

        assertThat(last.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void stream_rotatedElsewhere_losesNothing() throws Exception {
        LogOptions options =
                LogOptions.of(o -> o.maxSize(ByteSize.kibibytes(16)).maxFiles(1000));
        ContainerLog log = new ContainerLog(folder, "c1", options, Runnable::run);
        log.begin(true, false);
        CompletableFuture<String> all = CompletableFuture.supplyAsync(() -> {
            try (InputStream stream = foreign(options).stream(Stream.STDOUT)) {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String line = "line " + i + "\n";
            out(log, line);
            written.append(line);
        }
        log.sink(Stream.STDOUT).end();
        ended.complete(null);

        assertThat(all.get(30, TimeUnit.SECONDS)).isEqualTo(written.toString());
    }

    @Test
    void read_compressed_isWhole() {
        LogOptions options = LogOptions.of(
                o -> o.maxSize(ByteSize.kibibytes(4)).maxFiles(1000).compress(true));
        ContainerLog log = new ContainerLog(folder, "c1", options, Runnable::run);
        log.begin(true, false);
        IntStream.range(0, 5000).forEach(i -> out(log, "line " + i + "\n"));
        log.sink(Stream.STDOUT).end();

        try (LogReader reader = foreign(options).read(LogQuery.ALL)) {
            assertThat(reader.frames().map(LogFrame::text))
                    .isEqualTo(
                            IntStream.range(0, 5000).mapToObj(i -> "line " + i).toList());
        }
        assertThat(folder.resolve("c1-json.log.1.gz")).exists();
        assertThat(folder.resolve("c1-json.log.1")).doesNotExist();
    }
}
