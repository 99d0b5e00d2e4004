// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import io.jebena.error.UnexpectedExitException;
import io.jebena.value.Signal;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Further processes in a running container. */
public abstract class ExecContract extends StreamContract {
    @Test
    void exec_command_givesOutputAndStatus() {
        Container container = start(STUBBORN);

        var result = container.exec("sh", "-c", "echo out; echo err >&2; exit 3");

        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.exited(3));
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
        assertThatExceptionOfType(UnexpectedExitException.class)
                .isThrownBy(() -> result.expectExit(0))
                .withMessageContaining("err");
    }

    @Test
    void exec_inputEnvironmentDirectory_areTheProcessesOwn() {
        Container container = engine.containers()
                .create(spec(STUBBORN)
                        .putEnv("KEPT", "kept")
                        .putEnv("CHANGED", "before")
                        .build())
                .start();

        assertThat(container
                        .exec(e -> e.command("cat").stdin(Input.of("given")))
                        .stdout())
                .isEqualTo("given");
        assertThat(container
                        .exec(e -> e.command("printenv", "CHANGED").putEnv("CHANGED", "after"))
                        .stdout())
                .isEqualTo("after\n");
        assertThat(container.exec("printenv", "KEPT").stdout()).isEqualTo("kept\n");
        assertThat(container.exec(e -> e.command("pwd").workdir("/usr")).stdout())
                .isEqualTo("/usr\n");
    }

    @Test
    void exec_notRunning_isRefused() {
        Container container = create("true");
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> container.exec("true"));

        container.start().waitFor(PATIENCE);
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> container.exec("true"));
    }

    @Test
    void exec_unknownProgram_throwsWithCode127() {
        Container container = start(STUBBORN);

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> container.exec("no-such-program"))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(127))
                .withMessageContaining("no-such-program");
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void exec_openInput_isRefused() {
        Container container = start(STUBBORN);

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> container.exec(e -> e.command("cat").stdin(Input.open())))
                .satisfies(e -> assertThat(e.field()).isEqualTo("stdin"));
    }

    @Test
    void exec_emptyCommand_isRefused() {
        Container container = start(STUBBORN);

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(container::exec)
                .satisfies(e -> assertThat(e.field()).isEqualTo("command"));
    }

    @Test
    void startExec_openInput_isWrittenAndClosed() throws IOException {
        Container container = start(STUBBORN);
        ContainerProcess cat = container.startExec(e -> e.command("cat").stdin(Input.open()));

        assertThat(cat.pid()).isPositive();
        try (OutputStream stdin = cat.stdin()) {
            stdin.write("ping".getBytes(UTF_8));
            stdin.flush();
            assertThat(cat.stdout().readNBytes(4)).asString(UTF_8).isEqualTo("ping");
            assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> cat.waitFor(Duration.ofMillis(20)));
        }
        assertThat(cat.waitFor(PATIENCE).success()).isTrue();
        assertThat(cat.result().stdout()).isEqualTo("ping");
    }

    @Test
    void startExec_killed_saysTheSignal() {
        Container container = start(STUBBORN);
        ContainerProcess process = container.startExec(e -> e.command("sleep", "1000"));

        process.kill(Signal.TERM);

        assertThat(process.waitFor(PATIENCE)).isEqualTo(ExitStatus.signaled(Signal.TERM));
        process.kill(Signal.TERM);
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void startExec_containerKilled_endsToo() {
        Container container = start(STUBBORN);
        ContainerProcess process = container.startExec(e -> e.command("sleep", "1000"));

        container.kill();

        assertThat(process.waitFor(PATIENCE)).isEqualTo(ExitStatus.signaled(Signal.KILL));
        assertThat(process.onExit()).isCompleted();
    }
}
