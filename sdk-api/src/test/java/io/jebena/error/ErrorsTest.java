// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "exec, 2, 127",
        "exec, 20, 127",
        "exec, 13, 126",
        "exec, 8, 126",
        "exec, 21, 126",
        "exec, 12, 128",
        "mount, 2, 128"
    })
    void exitCode_launchFailed_isAsCommandLinesReportIt(String stage, int errno, int code) {
        assertThat(new LaunchException(stage, "step", errno, "detail").exitCode())
                .isEqualTo(code);
    }

    @Test
    void message_everyError_namesItsValues() {
        assertThat(new KernelException("mount", "/proc", 1, "EPERM")).hasMessage("mount /proc: EPERM (errno 1)");
        assertThat(new KernelException("clone3", null, 38, "ENOSYS", "use a kernel of 5.3 or later"))
                .hasMessage("clone3: ENOSYS (errno 38): use a kernel of 5.3 or later");
        assertThat(new NotFoundException("image", "x")).hasMessage("no such image: x");
        assertThat(new ContainerStateException("start", "web", "created", "running"))
                .hasMessage("cannot start container web: it is running, not created");
        assertThat(new HostRequirementException("no overlayfs", "load the module overlay"))
                .hasMessage("no overlayfs; load the module overlay");
        assertThat(new InvalidSpecException("memory", "too little")).hasMessage("invalid memory: too little");
        assertThat(new DeadlineException("exit of web", Duration.ofSeconds(2)))
                .hasMessage("exit of web: not within 2000 ms");
        assertThat(new DigestMismatchException("layer 1", "sha256:a", "sha256:b"))
                .hasMessageContaining("layer 1: digest is sha256:b, expected sha256:a")
                .isInstanceOf(ImageException.class);
        assertThat(new LaunchException("mount", "mount proc on /proc", 1, "not permitted"))
                .hasMessage("cannot start: mount proc on /proc: not permitted");
    }

    @Test
    void interrupted_made_setsTheFlag() {
        try {
            assertThat(new OperationInterruptedException("wait", new InterruptedException()))
                    .hasMessage("wait: interrupted")
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
