// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.log.LogFrame;
import io.jebena.log.LogFrame.Stream;
import io.jebena.log.LogOptions;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.ByteSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ContainerLogTest {
    @TempDir
    Path folder;

    private ContainerLog log(Consumer<LogOptions.Builder> options) {
        return new ContainerLog(folder, "c1", LogOptions.of(options), Runnable::run);
    }

    private ContainerLog begun() {
        ContainerLog log = log(o -> {});
        log.begin(true, true);
        return log;
    }

    private static void write(ContainerLog log, Stream stream, String text) {
        log.sink(stream).accept(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private static void out(ContainerLog log, String text) {
        write(log, Stream.STDOUT, text);
    }

    private static void end(ContainerLog log) {
        log.sink(Stream.STDOUT).end();
        log.sink(Stream.STDERR).end();
    }

    private static List<String> texts(ReadableLog log, Consumer<LogQuery.Builder> query) {
        try (LogReader reader = log.read(LogQuery.of(query))) {
            return reader.frames().map(LogFrame::text).toList();
        }
    }

    private static String text(ReadableLog log, Stream stream) {
        return new String(log.tail(stream, 1 << 20), UTF_8);
    }

    private Path file() {
        return folder.resolve("c1-json.log");
    }

    private static String numbers(int from, int to) {
        return String.join(
                "", IntStream.range(from, to).mapToObj(i -> "line " + i + "\n").toList());
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void log_nothingWritten_hasNoFile() {
        ContainerLog log = begun();
        end(log);

        assertThat(file()).doesNotExist();
        assertThat(texts(log, q -> q.follow(true))).isEmpty();
        assertThat(text(log, Stream.STDOUT)).isEmpty();
    }

    @Test
    void lines_twoStreams_areFramesInOrder() throws IOException {
        ContainerLog log = begun();
        out(log, "one\ntwo\n");
        write(log, Stream.STDERR, "bad\n");
        out(log, "three\n");

        assertThat(texts(log, q -> {})).containsExactly("one", "two", "bad", "three");
        assertThat(texts(log, q -> q.stdout(false))).containsExactly("bad");
        assertThat(text(log, Stream.STDOUT)).isEqualTo("one\ntwo\nthree\n");
        assertThat(text(log, Stream.STDERR)).isEqualTo("bad\n");
        assertThat(Files.readAllLines(file()))
                .hasSize(4)
                .allMatch(l -> l.startsWith("{\"log\":\"") && l.endsWith("Z\"}"));
    }

    @Test
    void line_inParts_isOneFrame() throws IOException {
        ContainerLog log = begun();
        out(log, "o");
        out(log, "n");
        assertThat(texts(log, q -> {})).containsExactly("on");
        assertThat(file()).doesNotExist();
        out(log, "e\n");
        end(log);

        assertThat(texts(log, q -> {})).containsExactly("one");
    }

    @Test
    void line_neverEnded_isWrittenAtTheEnd() {
        ContainerLog log = begun();
        out(log, "one\nno feed");
        end(log);

        assertThat(texts(log, q -> q.follow(true))).containsExactly("one", "no feed");
        assertThat(text(log, Stream.STDOUT)).isEqualTo("one\nno feed");
    }

    @Test
    void stream_lineNotEnded_isReadAtOnceAndOnce() throws IOException {
        ContainerLog log = begun();
        InputStream stream = log.stream(Stream.STDOUT);
        out(log, "prompt> ");
        assertThat(new String(stream.readNBytes(8), UTF_8)).isEqualTo("prompt> ");
        out(log, "answer\nnext");
        assertThat(new String(stream.readNBytes(11), UTF_8)).isEqualTo("answer\nnext");
        end(log);

        assertThat(stream.read()).isEqualTo(-1);
        assertThat(text(log, Stream.STDOUT)).isEqualTo("prompt> answer\nnext");
    }

    @ParameterizedTest
    @EnumSource(
            value = LogOptions.Driver.class,
            names = {"JSON_FILE", "LOCAL"})
    void stream_anyBytesInAnyParts_areExact(LogOptions.Driver driver) throws Exception {
        Random random = new Random(3);
        byte[] content = new byte[700_000];
        random.nextBytes(content);
        for (int i = 0; i < 200_000; i++) {
            content[i] = (byte) ('a' + content[i] % 5); // a very long line
        }
        ContainerLog log =
                log(o -> o.driver(driver).maxSize(ByteSize.kibibytes(64)).maxFiles(100));
        log.begin(true, true);
        CompletableFuture<byte[]> early = CompletableFuture.supplyAsync(() -> all(log.stream(Stream.STDOUT)));
        for (int at = 0; at < content.length; ) {
            int part = Math.min(content.length - at, 1 + random.nextInt(30_000));
            log.sink(Stream.STDOUT).accept(ByteBuffer.wrap(content, at, part));
            at += part;
        }
        end(log);

        assertThat(early.get(30, TimeUnit.SECONDS)).isEqualTo(content);
        assertThat(log.tail(Stream.STDOUT, content.length)).isEqualTo(content);
        assertThat(all(log.stream(Stream.STDOUT))).isEqualTo(content);
        try (LogReader reader = log.read(LogQuery.ALL)) {
            assertThat(reader.frames().allMatch(f -> f.bytes().length <= 16 * 1024))
                    .isTrue();
        }
    }

    private static byte[] all(InputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void follow_running_isWokenByLinesAndEndsWithTheRun() throws Exception {
        ContainerLog log = begun();
        LogReader reader = log.read(LogQuery.of(q -> q.follow(true)));
        CompletableFuture<String> first =
                CompletableFuture.supplyAsync(() -> reader.next().text());
        out(log, "one\n");
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("one");
        CompletableFuture<LogFrame> last = CompletableFuture.supplyAsync(reader::next);
        end(log);

        assertThat(last.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void follow_closedByAnother_ends() throws Exception {
        ContainerLog log = begun();
        LogReader reader = log.read(LogQuery.of(q -> q.follow(true)));
        out(log, "one\n");
        reader.next();
        CompletableFuture<LogFrame> waiting = CompletableFuture.supplyAsync(reader::next);
        reader.close();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void follow_until_endsThere() {
        ContainerLog log = begun();
        out(log, "one\n");

        assertThat(texts(log, q -> q.follow(true).until(Instant.now()))).containsExactly("one");
    }

    @Test
    void sinceAndUntil_cutByTime() {
        ContainerLog log = begun();
        out(log, "one\n");
        Instant first = log.read(LogQuery.ALL).next().time();
        while (!Instant.now().isAfter(first.plusNanos(1000))) {
            Thread.onSpinWait();
        }
        Instant between = Instant.now();
        while (!Instant.now().isAfter(between.plusNanos(1000))) {
            Thread.onSpinWait();
        }
        out(log, "two\n");

        assertThat(texts(log, q -> q.since(between))).containsExactly("two");
        assertThat(texts(log, q -> q.until(between))).containsExactly("one");
        assertThat(texts(log, q -> q.since(first).tail(5))).containsExactly("one", "two");
        assertThat(texts(log, q -> q.until(between).tail(1))).containsExactly("one");
    }

    @ParameterizedTest
    @EnumSource(
            value = LogOptions.Driver.class,
            names = {"JSON_FILE", "LOCAL"})
    void tail_overManyFiles_isTheLastLines(LogOptions.Driver driver) {
        ContainerLog log = log(o ->
                o.driver(driver).maxSize(ByteSize.kibibytes(4)).maxFiles(50).compress(true));
        log.begin(true, true);
        out(log, numbers(0, 1000));
        write(log, Stream.STDERR, "bad\n");
        out(log, numbers(1000, 1003));

        for (int count : new int[] {0, 1, 3, 4, 100, 999, 1003, 5000}) {
            assertThat(texts(log, q -> q.stderr(false).tail(count))).isEqualTo(lines(Math.max(0, 1003 - count), 1003));
        }
        assertThat(texts(log, q -> q.tail(4))).containsExactly("bad", "line 1000", "line 1001", "line 1002");
        assertThat(texts(log, q -> q.stdout(false).tail(1))).containsExactly("bad");
        out(log, "begun");
        assertThat(texts(log, q -> q.tail(2))).containsExactly("line 1002", "begun");
    }

    @Test
    void tail_withFollow_goesOn() {
        ContainerLog log = begun();
        out(log, numbers(0, 10));
        LogReader reader = log.read(LogQuery.of(q -> q.tail(0).follow(true)));
        out(log, "new\n");
        end(log);

        assertThat(reader.frames().map(LogFrame::text)).containsExactly("new");
    }

    @Test
    void rotation_limits_keepTheLastFiles() throws IOException {
        ContainerLog log = log(o -> o.maxSize(ByteSize.kibibytes(4)).maxFiles(3));
        log.begin(true, true);
        for (int i = 0; i < 1000; i++) {
            out(log, "line " + i + "\n");
        }
        end(log);

        List<Path> files;
        try (var entries = Files.list(folder)) {
            files = entries.sorted().toList();
        }
        assertThat(files).hasSize(3);
        for (Path file : files) {
            assertThat(Files.size(file)).isLessThan(4096 + 200);
        }
        List<String> kept = texts(log, q -> {});
        assertThat(kept).isEqualTo(lines(1000 - kept.size(), 1000)).hasSizeBetween(60, 200);
        assertThat(text(log, Stream.STDOUT)).isEqualTo(numbers(1000 - kept.size(), 1000));
    }

    @Test
    void rotation_oneFile_dropsTheOld() {
        ContainerLog log = log(o -> o.maxSize(ByteSize.kibibytes(4)));
        log.begin(true, true);
        for (int i = 0; i < 1000; i++) {
            out(log, "line " + i + "\n");
        }
        end(log);

        assertThat(folder).isDirectoryContaining("glob:**c1-json.log");
        assertThat(folder.toFile().list()).hasSize(1);
        assertThat(texts(log, q -> {})).last().isEqualTo("line 999");
    }

    @Test
    void rotation_readerBehind_losesNothing() {
        ContainerLog log = log(o -> o.maxSize(ByteSize.kibibytes(4)).maxFiles(2).compress(true));
        log.begin(true, true);
        out(log, "line 0\n");
        LogReader slow = log.read(LogQuery.of(q -> q.follow(true)));
        InputStream raw = log.stream(Stream.STDOUT);
        assertThat(slow.next().text()).isEqualTo("line 0");
        assertThat(readLine(raw)).isEqualTo("line 0");
        for (int i = 1; i < 2000; i++) {
            out(log, "line " + i + "\n");
        }
        end(log);

        assertThat(slow.frames().map(LogFrame::text)).isEqualTo(lines(1, 2000));
        assertThat(new String(all(raw), UTF_8)).isEqualTo(numbers(1, 2000));
    }

    private static String readLine(InputStream stream) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = stream.read(); b != '\n'; b = stream.read()) {
                line.write(b);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return line.toString(UTF_8);
    }

    @Test
    void runs_second_isReadAlone() {
        ContainerLog log = begun();
        out(log, "first\n");
        end(log);
        InputStream old = log.stream(Stream.STDOUT);
        log.begin(true, true);
        assertThat(text(log, Stream.STDOUT)).isEmpty();
        out(log, "second\n");

        assertThat(text(log, Stream.STDOUT)).isEqualTo("second\n");
        assertThat(all(old)).asString(UTF_8).isEqualTo("first\n");
        assertThat(texts(log, q -> {})).containsExactly("first", "second");
        assertThat(texts(new ForeignLog(folder, "c1", LogOptions.DEFAULT, null, () -> true, null), q -> {}))
                .containsExactly("first", "second");
        assertThat(text(new ForeignLog(folder, "c1", LogOptions.DEFAULT, null, () -> true, null), Stream.STDOUT))
                .isEqualTo("second\n");
    }

    @Test
    void runs_nextOfAnotherJvm_countsOn() {
        ContainerLog log = begun();
        out(log, "first\n");
        end(log);
        ContainerLog adopted = begun();
        out(adopted, "second\n");

        assertThat(text(adopted, Stream.STDOUT)).isEqualTo("second\n");
        assertThat(texts(adopted, q -> {})).containsExactly("first", "second");
    }

    @ParameterizedTest
    @EnumSource(
            value = LogOptions.Driver.class,
            names = {"JSON_FILE", "LOCAL"})
    void tornEnd_ofADeadWriter_isLeftOut(LogOptions.Driver driver) throws IOException {
        ContainerLog log = log(o -> o.driver(driver));
        log.begin(true, true);
        out(log, "one\ntwo\n");
        end(log);
        Path file = folder.resolve(driver == LogOptions.Driver.LOCAL ? "c1-local.log" : "c1-json.log");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 5));
        ContainerLog adopted = log(o -> o.driver(driver));

        assertThat(texts(adopted, q -> {})).containsExactly("one");
        assertThat(texts(adopted, q -> q.tail(1))).containsExactly("one");
        adopted.begin(true, true);
        out(adopted, "three\n");
        assertThat(texts(adopted, q -> {})).containsExactly("one", "three");
    }

    @Test
    void garbage_between_isSkipped() throws IOException {
        ContainerLog log = begun();
        out(log, "one\n");
        Files.writeString(file(), "{\"log\":\"tor\n" + "x".repeat(300_000) + "\n", StandardOpenOption.APPEND);
        out(log, "two\n");
        end(log);

        assertThat(texts(log, q -> {})).containsExactly("one", "two");
    }

    @Test
    void keep_removed_isReadOn() throws IOException {
        for (int size : new int[] {10, 500_000}) {
            ContainerLog log = begun();
            out(log, "x".repeat(size) + "\n");
            end(log);
            log.keep();
            Files.delete(file());

            assertThat(text(log, Stream.STDOUT)).hasSize(size + 1);
            assertThat(texts(log, q -> q.tail(1000))).isNotEmpty();
        }
    }

    @Test
    void removed_unread_fails() {
        ContainerLog log = begun();
        InputStream stream = log.stream(Stream.STDOUT);
        out(log, "x");
        log.close();

        assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("removed");
    }

    @Test
    void directoryGone_outputIsDroppedAndSaidOnce() throws IOException {
        Path gone = folder.resolve("gone");
        ContainerLog log = new ContainerLog(gone, "c1", LogOptions.DEFAULT, Runnable::run);
        log.begin(true, true);
        out(log, "one\n");
        out(log, "two\n");
        end(log);

        assertThat(texts(log, q -> q.follow(true))).isEmpty();
    }
}
