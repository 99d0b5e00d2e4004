// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.container.ProcessResult;
import io.jebena.engine.ContainerEngine;
import io.jebena.error.ContainerStateException;
import io.jebena.log.LogFrame;
import io.jebena.log.LogOptions;
import io.jebena.log.LogReader;
import io.jebena.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What containers write, as it is kept on the disk. */
class LogKernelIT extends EngineTestBase {
    private static final String TALK = "echo out; echo err >&2; printf end";
    private static final int MUCH = 48 * 1024 * 1024;

    private Path file(Container container) {
        return root().resolve("data/containers/" + container.id() + "/" + container.id() + "-json.log");
    }

    private static List<String> texts(LogReader log) {
        try (log) {
            return log.frames().map(LogFrame::text).toList();
        }
    }

    @Test
    void log_silentContainer_hasNoFile() {
        Container container = start(spec("true"));
        container.waitFor(PATIENCE);

        assertThat(file(container)).doesNotExist();
        assertThat(texts(container.logs(q -> q.follow(true)))).isEmpty();
    }

    @Test
    void log_lines_areInDockersForm() throws IOException {
        Container container = start(shell(TALK));
        container.waitFor(PATIENCE);

        assertThat(Files.readAllLines(file(container)))
                .hasSize(3)
                .allSatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "\\{\"log\":\"(out\\\\n|err\\\\n|end)\",\"stream\":\"std(out|err)\",\"time\":\"2\\d{3}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{9}Z\"}"));
        assertThat(Files.getPosixFilePermissions(file(container))).hasSize(2);
        assertThat(container.stdoutText()).isEqualTo("out\nend");
        assertThat(texts(container.logs(q -> q.stdout(false)))).containsExactly("err");
        assertThat(texts(container.logs(q -> q.tail(1).stderr(false)))).containsExactly("end");
    }

    @Test
    void log_ofSeveralRuns_isWhole() {
        Container container = start(shell("echo run"));
        container.waitFor(PATIENCE);
        container.start();
        container.waitFor(PATIENCE);

        assertThat(texts(container.logs(q -> {}))).containsExactly("run", "run");
        assertThat(container.stdoutText()).isEqualTo("run\n");
    }

    @Test
    void log_anotherEngine_readsAndFollows() throws Exception {
        Container container = start(spec("cat").stdin(Input.open()));
        try (ContainerEngine other = Jebena.open(options -> options.root(root()))) {
            Container same = other.containers().get(container.name());
            LogReader log = same.logs(q -> q.follow(true));
            InputStream stdout = same.stdout();
            OutputStream stdin = container.stdin();
            for (String word : List.of("one", "two", "three")) {
                CompletableFuture<LogFrame> next = CompletableFuture.supplyAsync(log::next);
                stdin.write((word + "\n").getBytes(UTF_8));
                assertThat(next.get(20, TimeUnit.SECONDS).text()).isEqualTo(word);
                assertThat(new String(stdout.readNBytes(word.length() + 1), UTF_8))
                        .isEqualTo(word + "\n");
            }
            stdin.close();

            assertThat(log.next()).isNull();
            assertThat(stdout.read()).isEqualTo(-1);
            assertThat(same.stdoutText()).isEqualTo("one\ntwo\nthree\n");
            assertThat(texts(same.logs(q -> q.tail(2)))).containsExactly("two", "three");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LogOptions.Driver.class,
            names = {"JSON_FILE", "LOCAL"})
    void log_muchAsFastAsItCan_isWhole(LogOptions.Driver driver) throws IOException {
        Container container =
                start(shell("yes 'a line of some length, that is written over and over again' | head -c " + MUCH)
                        .log(LogOptions.of(o -> o.driver(driver))));
        try (InputStream stdout = container.stdout()) {
            assertThat(lengthOf(stdout)).isEqualTo(MUCH);
        }
        assertThat(container.waitFor(PATIENCE).success()).isTrue();
        try (InputStream again = container.stdout()) {
            assertThat(lengthOf(again)).isEqualTo(MUCH);
        }
    }

    private static long lengthOf(InputStream stream) throws IOException {
        long length = 0;
        byte[] chunk = new byte[64 * 1024];
        for (int got = stream.read(chunk); got > 0; got = stream.read(chunk)) {
            length += got;
        }
        return length;
    }

    @Test
    void log_rotatedWhileItIsFollowed_losesNothing() {
        Container container = create(shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
                .log(LogOptions.of(
                        o -> o.maxSize(ByteSize.kibibytes(64)).maxFiles(2).compress(true))));
        CompletableFuture<List<String>> followed =
                CompletableFuture.supplyAsync(() -> texts(container.logs(q -> q.follow(true))));
        LogReader late = container.logs(q -> q.follow(true));
        container.start().waitFor(PATIENCE.multipliedBy(3));

        List<String> all = IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList();
        assertThat(followed).succeedsWithin(PATIENCE).isEqualTo(all);
        assertThat(texts(late)).endsWith("line 19999");
        assertThat(texts(container.logs(q -> q.tail(100)))).isEqualTo(all.subList(19_900, 20_000));
    }

    @Test
    void log_none_isRefused() {
        Container container = start(shell(TALK).log(LogOptions.NONE));
        container.waitFor(PATIENCE);

        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> container.logs(q -> {}));
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::stdoutText);
        assertThat(run(shell(TALK).log(LogOptions.NONE)).stdout()).isEmpty();
    }

    @Test
    void log_slowReader_doesNotBlockTheContainer() {
        Container container = start(shell("yes | head -c 8000000"));
        LogReader slow = container.logs(q -> q.follow(true));
        slow.next();

        assertThat(container.waitFor(PATIENCE).success()).isTrue();
        assertThat(texts(slow)).hasSize(3_999_999);
    }

    @Test
    void log_removesItself_isReadAfterwards() {
        for (int size : new int[] {10, 3_000_000}) {
            Container container = start(shell("yes 12345678 | head -c " + size).autoRemove(true));
            container.waitFor(PATIENCE);

            assertThat(container.stdoutText()).hasSize(size);
        }
    }

    @Test
    void run_endsAtOnce_hasAllOutputAndItsCode() {
        ContainerSpec spec = shell("echo hello; printf last >&2; exit 42").build();
        for (int i = 0; i < 300; i++) {
            ProcessResult result = engine.containers().run(spec);

            assertThat(result.stdout()).isEqualTo("hello\n");
            assertThat(result.stderr()).isEqualTo("last");
            assertThat(result.exitStatus().code()).isEqualTo(42);
        }
    }

    @Test
    void output_toADiscardingStream_isCounted() {
        long[] count = new long[1];
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int b) {
                count[0]++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                count[0] += length;
            }
        };

        ProcessResult result = run(shell("head -c 300000000 /dev/zero").stdout(Output.to(counting)));

        assertThat(result.exitStatus().success()).isTrue();
        assertThat(count[0]).isEqualTo(300_000_000);
    }
}
