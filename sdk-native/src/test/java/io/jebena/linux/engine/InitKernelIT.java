// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jebena.container.Container;
import io.jebena.error.LaunchException;
import io.jebena.value.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers with a small init as their first process. */
@Tag("guest")
class InitKernelIT extends EngineTestBase {
    private static final long MIBIBYTE_IN_KIB = 1024;

    @Test
    void program_withInit_isItsChildUnderTheSameConfinement() {
        String said = run(shell("cat /proc/1/comm; tr -d '\\0' </proc/1/cmdline; echo; echo $$ $PPID;"
                                + " for f in CapEff CapBnd Seccomp: NoNewPrivs Uid; do"
                                + " grep $f /proc/1/status; grep $f /proc/self/status; done; ls /proc/1/fd | wc -l")
                        .init(true)
                        .user("7:8"))
                .stdout();
        String[] lines = said.split("\n", -1);
        assertThat(lines).startsWith("init", "init", "2 1");
        for (int i = 3; i < 13; i += 2) {
            assertThat(lines[i]).as(lines[i]).isNotEmpty().isEqualTo(lines[i + 1]);
        }
        assertThat(lines[13]).as("open descriptors of the init").isEqualTo("0");
    }

    @Test
    void orphans_ofTheProgram_areReaped() {
        String said = run(shell("for i in 1 2 3 4 5 6 7 8; do (sleep 0.01 &) ; done; i=0;"
                                + " while ps -o stat,comm | grep -q sleep; do i=$((i+1)); [ $i = 500 ] && break;"
                                + " sleep 0.01; done; ps -o stat | grep -c Z")
                        .init(true))
                .stdout();
        assertThat(said.strip()).isEqualTo("0");
    }

    @Test
    void program_itsEnd_isTheContainers() {
        assertThat(run(shell("exit 42").init(true)).exitStatus().code()).isEqualTo(42);
        assertThat(run(shell("kill -9 $$").init(true)).exitStatus().code()).isEqualTo(137);
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> run(spec("/absent").init(true)))
                .withMessageContaining("/absent");
    }

    @Test
    void signals_reachAProgramWithoutHandler() {
        Container plain = start(spec("sleep", "1000").init(true));
        assertThat(plain.stop(PATIENCE).code()).isEqualTo(128 + Signal.TERM.number());
        Container handles = start(shell("trap 'echo got; exit 6' USR1; echo ready; while :; do sleep 0.05; done")
                .init(true));
        await().atMost(PATIENCE).until(() -> handles.stdoutText().contains("ready"));
        handles.kill(Signal.of(10));
        assertThat(handles.waitFor(PATIENCE).code()).isEqualTo(6);
        assertThat(handles.stdoutText()).contains("got");
        plain.close();
        handles.close();
    }

    @Test
    void init_memory_isUnderOneMebibyte() throws Exception {
        Container quiet = start(spec("sleep", "1000").init(true));
        long total = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + quiet.pid().orElseThrow() + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                total = Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        System.err.println("InitKernelIT: the init takes " + total + " KiB");
        assertThat(total).isPositive().isLessThan(MIBIBYTE_IN_KIB);
        quiet.close();
    }
}
