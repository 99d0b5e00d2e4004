// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jebena.error.InvalidSpecException;
import io.jebena.error.UnexpectedExitException;
import io.jebena.value.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessResultTest {
    private static ProcessResult failed(String stderr) {
        return ProcessResult.of(
                List.of("sh", "-c", "x"), ExitStatus.exited(2), "out\u00e9".getBytes(UTF_8), stderr.getBytes(UTF_8));
    }

    @Test
    void expectExit_same_isGivenBack() {
        ProcessResult result = failed("");

        assertThat(result.expectExit(2)).isSameAs(result);
        assertThat(result.stdout()).isEqualTo("out\u00e9");
        assertThat(result.stdoutBytes()).hasSize(5);
        result.stdoutBytes()[0] = 0;
        assertThat(result.stdout()).startsWith("o");
    }

    @Test
    void expectExit_other_saysTheLastLines() {
        assertThatExceptionOfType(UnexpectedExitException.class)
                .isThrownBy(() -> failed("1\n2\n3\n4\n5\n6\n7\n").expectExit(0))
                .withMessage("sh -c x: exit code 2, expected 0; its last words: 3\n4\n5\n6\n7")
                .satisfies(e -> assertThat(e.actual()).isEqualTo(2));
        assertThatExceptionOfType(UnexpectedExitException.class)
                .isThrownBy(() -> failed("").expectExit(0))
                .withMessage("sh -c x: exit code 2, expected 0; its last words: out\u00e9");
        assertThatExceptionOfType(UnexpectedExitException.class)
                .isThrownBy(() -> failed("x".repeat(5000)).expectExit(0))
                .satisfies(e -> assertThat(e.lastWords()).hasSize(1000));
    }

    @Test
    void expectExit_silentProcess_hasNoLastWords() {
        ProcessResult result = ProcessResult.of(List.of("make"), ExitStatus.exited(2), new byte[0], new byte[0]);

        assertThatExceptionOfType(UnexpectedExitException.class)
                .isThrownBy(() -> result.expectExit(0))
                .withMessage("make: exit code 2, expected 0");
    }

    @Test
    void exitStatus_codeOrSignal_isTold() {
        ExitStatus killed = ExitStatus.signaled(Signal.KILL);

        assertThat(killed.code()).isEqualTo(137);
        assertThat(killed.signal()).contains(Signal.KILL);
        assertThat(killed).hasToString("SIGKILL (137)").isNotEqualTo(ExitStatus.exited(137));
        assertThat(killed.withOomKilled())
                .hasToString("SIGKILL (137), out of memory")
                .isNotEqualTo(killed);
        assertThat(ExitStatus.exited(0).success()).isTrue();
        assertThat(ExitStatus.exited(255)).hasToString("exit 255").isEqualTo(ExitStatus.exited(255));
        assertThatIllegalArgumentException().isThrownBy(() -> ExitStatus.exited(256));
        assertThatIllegalArgumentException().isThrownBy(() -> ExitStatus.exited(-1));
    }

    @Test
    void execSpec_toBuilder_keepsEverything() {
        ExecSpec spec = ExecSpec.builder()
                .command("a", "b")
                .putEnv("K", "V")
                .workdir("/")
                .user("1:1")
                .stdin(Input.of("x"))
                .build();

        assertThat(spec.toBuilder().build()).usingRecursiveComparison().isEqualTo(spec);
        assertThat(spec.workdir()).contains("/");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> ExecSpec.builder().build())
                .satisfies(e -> assertThat(e.field()).isEqualTo("command"));
    }
}
