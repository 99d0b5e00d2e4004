// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.TreeCalls;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchPlanBuilderTest {
    private static final List<String> TRUE = List.of("/bin/true");

    @Test
    void build_withoutExecOrSyncAtTheEnd_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchPlan.builder().umask(0).build())
                .withMessageContaining("UMASK");
    }

    @Test
    void build_stepAfterExec_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LaunchPlan.builder().exec(TRUE, TRUE, List.of()).sync().build())
                .withMessageContaining("number 0");
    }

    @Test
    void build_nothingAfterThePrelude_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchPlan.builder().sync().endPrelude().build())
                .withMessageContaining("prelude");
    }

    @Test
    void path_relative_isRefusedWithItsText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchPlan.builder().mask("proc/kcore"))
                .withMessageContaining("'proc/kcore'");
    }

    @Test
    void text_withNul_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchPlan.builder().exec(TRUE, List.of("a\0b"), List.of()))
                .withMessageContaining("NUL");
    }

    @Test
    void slot_outOfRange_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchPlan.builder().openTree(128, "/srv", false));
    }

    @Test
    void fd_sameDescriptorTwice_isSentOnce() {
        try (Fd fd = Fd.open("/dev/null", TreeCalls.O_RDONLY, 0)) {
            LaunchPlan plan = LaunchPlan.builder().fd(fd, 1).fd(fd, 2).sync().build();
            assertThat(plan.descriptors()).containsExactly(fd);
        }
    }

    @Test
    void describe_steps_readAsWhatWasTried() {
        LaunchPlan plan = LaunchPlan.builder()
                .mount("", "/", "", 0, "")
                .mount("overlay", "/r", "overlay", 0, "x")
                .fsMount("proc", "proc", "/proc", List.of(), 0)
                .attach(1, "/data", 0, 0, 0, false)
                .symlink("a", "/b")
                .uid(7, false)
                .groups(1)
                .sync()
                .exec(List.of("/bin/true"), List.of("true"), List.of())
                .build();
        assertThat(plan.steps().stream().map(Step::describe))
                .containsExactly(
                        "change the mount /",
                        "mount overlay on /r",
                        "mount proc on /proc",
                        "bind onto /data",
                        "make the link /b",
                        "become the user 7",
                        "set the groups",
                        "wait for the engine",
                        "execute true");
    }
}
