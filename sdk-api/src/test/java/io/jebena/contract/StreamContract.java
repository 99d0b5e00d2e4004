// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.error.ContainerStateException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes into and comes out of a container's first process. */
public abstract class StreamContract extends EventContract {
    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void run_bothOutputs_areCapturedApart() {
        var result = engine.containers()
                .run(spec("sh", "-c", "echo out; echo err >&2; exit 3").build());

        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.exitStatus().code()).isEqualTo(3);
    }

    @Test
    void run_megabyteThroughCat_comesBackWhole() {
        byte[] bytes = noise(1 << 20);

        var result = engine.containers().run(spec("cat").stdin(Input.of(bytes)).build());

        assertThat(result.stdoutBytes()).isEqualTo(bytes);
        assertThat(result.exitStatus().success()).isTrue();
    }

    @Test
    void run_inputStream_isReadToItsEnd() {
        byte[] bytes = noise(100_000);

        var result = engine.containers()
                .run(spec("cat")
                        .stdin(Input.from(new ByteArrayInputStream(bytes)))
                        .build());

        assertThat(result.stdoutBytes()).isEqualTo(bytes);
    }

    @Test
    void run_noInput_isAtItsEnd() {
        assertThat(engine.containers().run(spec("cat").build()).stdout()).isEmpty();
    }

    @Test
    void run_outputToStream_isCompleteWhenTheEndIsReported() {
        var out = new ByteArrayOutputStream();
        byte[] bytes = noise(300_000);

        var result = engine.containers()
                .run(spec("cat").stdin(Input.of(bytes)).stdout(Output.to(out)).build());

        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(result.stdoutBytes()).isEmpty();
    }

    @Test
    void stdin_closed_givesEndOfFile() throws IOException {
        Container cat = engine.containers()
                .create(spec("cat").stdin(Input.open()).build())
                .start();
        try (OutputStream stdin = cat.stdin()) {
            stdin.write("to and ".getBytes(UTF_8));
            stdin.write("fro".getBytes(UTF_8));
        }

        assertThat(cat.waitFor(PATIENCE).success()).isTrue();
        assertThat(cat.stdoutText()).isEqualTo("to and fro");
    }

    @Test
    void stdin_conversation_answersBeforeTheEnd() throws IOException {
        Container cat = engine.containers()
                .create(spec("cat").stdin(Input.open()).build())
                .start();
        OutputStream stdin = cat.stdin();
        InputStream stdout = cat.stdout();

        for (String word : new String[] {"one", "two", "three"}) {
            stdin.write(word.getBytes(UTF_8));
            stdin.flush();
            assertThat(new String(stdout.readNBytes(word.length()), UTF_8)).isEqualTo(word);
        }
        assertThat(cat.state()).isEqualTo(ContainerState.RUNNING);
        stdin.close();
        assertThat(stdout.read()).isEqualTo(-1);
    }

    @Test
    void stdin_notOpen_isRefused() {
        Container container = create("cat");

        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::stdin);
    }

    @Test
    void stdin_writtenAfterTheEnd_fails() {
        Container container = engine.containers()
                .create(spec("true").stdin(Input.open()).build())
                .start();
        container.waitFor(PATIENCE);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            OutputStream stdin = container.stdin();
            stdin.write(noise(10_000));
            stdin.flush();
        });
    }

    @Test
    void stdout_running_followsUntilTheEnd() throws IOException {
        Container container = start(POLITE);
        var lines = new BufferedReader(new InputStreamReader(container.stdout(), UTF_8));

        assertThat(lines.readLine()).isEqualTo("ready");
        assertThat(container.stdoutText()).isEqualTo("ready\n");
        container.kill();
        assertThat(lines.readLine()).isNull();
    }

    @Test
    void stdout_readTwice_isFromTheBeginning() throws IOException {
        Container container = start("echo", "again");
        container.waitFor(PATIENCE);

        assertThat(container.stdout().readAllBytes()).asString(UTF_8).isEqualTo("again\n");
        assertThat(container.stdout().readAllBytes()).asString(UTF_8).isEqualTo("again\n");
        assertThat(container.stderrText()).isEmpty();
    }

    @Test
    void stdout_notCaptured_isRefused() {
        Container container =
                engine.containers().create(spec("true").stdout(Output.discard()).build());

        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::stdout);
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::stdoutText);
    }

    @Test
    void stdoutText_removed_isRefused() {
        Container container = start("echo", "gone");
        container.waitFor(PATIENCE);
        container.remove();

        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::stdoutText);
    }
}
