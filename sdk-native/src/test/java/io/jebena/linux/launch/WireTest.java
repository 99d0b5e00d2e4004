// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jebena.error.LaunchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final int ENOENT = 2;

    private static ByteBuffer report(int kind, int errno, int step, int phase, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(600)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Wire.REPORT_MAGIC)
                .putShort((short) Wire.VERSION)
                .putShort((short) kind)
                .putInt(77)
                .putInt(errno)
                .putInt(0)
                .putInt(step)
                .putShort((short) phase)
                .putShort((short) 36)
                .putInt(bytes.length)
                .put(bytes)
                .flip();
    }

    private static LaunchException explain(int errno, int step, int phase, String text) {
        return explain(errno, step, phase, text, "nope");
    }

    private static LaunchException explain(int errno, int step, int phase, String text, String program) {
        LaunchPlan plan = LaunchPlan.builder()
                .writeFile("cgroup", "/sys/fs/cgroup/x/tasks", "0")
                .exec(List.of("/sbin/nope", "/bin/nope"), List.of(program), List.of())
                .build();
        return Explanation.of(Wire.Report.read(report(Wire.REPORT_FAILED, errno, step, phase, text)), plan);
    }

    @Test
    void report_failed_carriesAllFields() {
        Wire.Report report = Wire.Report.read(report(Wire.REPORT_FAILED, ENOENT, 1, Wire.PHASE_STEP, "/bin/nope"));
        assertThat(report).isEqualTo(new Wire.Report(3, 77, ENOENT, 0, 1, Wire.PHASE_STEP, "/bin/nope"));
    }

    @Test
    void report_textBeyondTheFrame_isRefused() {
        ByteBuffer frame = report(Wire.REPORT_FAILED, ENOENT, 1, Wire.PHASE_STEP, "/bin/nope");
        assertThatIllegalStateException().isThrownBy(() -> Wire.Report.read(frame.limit(40)));
    }

    @Test
    void event_ofAnotherVersion_isRefused() {
        ByteBuffer frame = ByteBuffer.allocate(Wire.Event.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0, Wire.EVENT_MAGIC).putShort(4, (short) (Wire.VERSION + 1));
        assertThatIllegalStateException()
                .isThrownBy(() -> Wire.Event.read(frame))
                .withMessageContaining("protocol");
    }

    @Test
    void explanation_programNotInPath_namesThePath() {
        LaunchException e = explain(ENOENT, 1, Wire.PHASE_STEP, "/sbin/nope");
        assertThat(e.exitCode()).isEqualTo(127);
        assertThat(e).hasMessage("cannot start: execute nope: executable file not found in $PATH (/sbin:/bin)");
    }

    @Test
    void explanation_missingProgram_namesStageStepAndRemedy() {
        LaunchException e = explain(ENOENT, 1, Wire.PHASE_STEP, "/bin/nope", "/bin/nope");
        assertThat(e.stage()).isEqualTo("exec");
        assertThat(e.errno()).isEqualTo(ENOENT);
        assertThat(e.exitCode()).isEqualTo(127);
        assertThat(e)
                .hasMessage("cannot start: execute /bin/nope: ENOENT (errno 2): no such program inside the"
                        + " container; check the command");
    }

    @Test
    void explanation_writeFile_hasTheStageOfItsCaller() {
        LaunchException e = explain(ENOENT, 0, Wire.PHASE_STEP, "/sys/fs/cgroup/x/tasks");
        assertThat(e.stage()).isEqualTo("cgroup");
        assertThat(e).hasMessage("cannot start: write /sys/fs/cgroup/x/tasks: ENOENT (errno 2)");
    }

    @Test
    void explanation_refusedClone_saysWhatHelps() {
        LaunchException e = explain(1, -1, Wire.PHASE_CLONE, "");
        assertThat(e.stage()).isEqualTo("clone");
        assertThat(e).hasMessageContaining("EPERM").hasMessageContaining("user namespace");
    }

    @Test
    void exit_code_countsAsShellsDo() {
        assertThat(new ProcessExit(1, 5 << 8, Duration.ZERO, Duration.ZERO, 0).code())
                .isEqualTo(5);
        assertThat(new ProcessExit(1, 9, Duration.ZERO, Duration.ZERO, 0).code())
                .isEqualTo(137);
        assertThat(new ProcessExit(1, 0x8b, Duration.ZERO, Duration.ZERO, 0).signal())
                .isEqualTo(11);
    }
}
