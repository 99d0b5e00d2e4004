// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.container.ProcessResult;
import io.jebena.namespace.NamespaceMode;
import io.jebena.security.SeccompProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** System calls that reach out of a container, tried by a program inside of it: all are refused. */
@Tag("guest")
class SyscallEscapeKernelIT extends EngineTestBase {
    private static final int EPERM = 1;
    private static final int ESRCH = 3;
    private static final int ENOSYS = 38;

    private static ContainerSpec.Builder escape(String... words) {
        List<String> command = new ArrayList<>(List.of("/escape"));
        command.addAll(List.of(words));
        return spec(command.toArray(String[]::new))
                .addMount(Mount.bind(EscapeProgram.path(), "/escape").readOnly(true));
    }

    private static Map<String, Integer> attempts(ProcessResult result) {
        Map<String, Integer> attempts = new LinkedHashMap<>();
        for (String line : result.expectExit(0).stdout().split("\n", -1)) {
            if (!line.isEmpty()) {
                String[] words = line.split(" ", -1);
                attempts.put(words[0], Integer.parseInt(words[1]));
            }
        }
        return attempts;
    }

    @Test
    void calls_ordinaryContainer_areAllRefusedByTheFilter() {
        Map<String, Integer> attempts = attempts(run(escape("calls")));

        assertThat(attempts).hasSizeGreaterThanOrEqualTo(39).containsEntry("clone3", ENOSYS);
        attempts.remove("clone3");
        // where a kernel has no such calls at all
        assertThat(attempts.remove("x32_mount")).isIn(EPERM, ENOSYS, null);
        assertThat(attempts)
                .allSatisfy((call, errno) -> assertThat(errno).as(call).isEqualTo(EPERM));
    }

    @Test
    void calls_withoutFilter_stillMountNothing() {
        Map<String, Integer> attempts = attempts(run(escape("calls").seccomp(SeccompProfile.UNCONFINED)));

        assertThat(attempts.values()).as("the filter is what refused them").contains(0);
        // those before a user namespace of its own changes what it may do
        for (String call : List.of("mount", "umount2", "pivot_root", "open_tree", "fsopen", "unshare_mount")) {
            assertThat(attempts).as(call + " needs a capability too").containsEntry(call, EPERM);
        }
    }

    @Test
    void reach_processOfTheHostByPid_isNotThere() {
        long host = ProcessHandle.current().pid();

        Map<String, Integer> attempts = attempts(run(escape("reach", Long.toString(host))));

        assertThat(attempts).containsEntry("kill", ESRCH).containsEntry("ptrace", ESRCH);
        assertThat(attempts.values()).doesNotContain(0);
    }

    @Test
    void reach_processOfTheHostInItsPidNamespace_isClosed() {
        long host = ProcessHandle.current().pid();

        Map<String, Integer> attempts =
                attempts(run(escape("reach", Long.toString(host)).namespaces(n -> n.pid(NamespaceMode.HOST))));

        assertThat(attempts).containsEntry("kill", 0); // it is the same user
        attempts.remove("kill");
        assertThat(attempts.values()).doesNotContain(0);
    }

    @Test
    void descriptors_ofRunAndExec_areTheStandardOnes() {
        assertThat(run(escape("descriptors")).expectExit(0).stdout()).isEqualTo("0\n1\n2\n");
        try (Container container = start(escape("descriptors").command(STUBBORN))) {
            assertThat(container.exec("/escape", "descriptors").expectExit(0).stdout())
                    .isEqualTo("0\n1\n2\n");
            assertThat(container.exec("sh", "-c", "ls /proc/1/fd").stdout()).isEqualTo("0\n1\n2\n");
        }
    }

    /** The way of CVE-2019-5736: a program of the runtime that enters the container is caught and overwritten. */
    @Test
    void hunt_duringExecs_findsNothingOpen() {
        try (Container container = start(escape("hunt"))) {
            await().atMost(PATIENCE).until(() -> container.stdoutText().startsWith("hunting"));
            for (int i = 0; i < 100; i++) {
                container.exec("true").expectExit(0);
            }
            container.exec("touch", "/tmp/done"); // may be ended by the end of the first

            assertThat(container.waitFor(PATIENCE).success()).isTrue();
            assertThat(container.stdoutText())
                    .startsWith("hunting\nclosed doors ")
                    .doesNotContain("writing", "took", "read");
        }
    }

    @Test
    void writable_kernelFiles_areNone() {
        for (String place : List.of(
                "/sys",
                "/proc/sys",
                "/proc/bus",
                "/proc/fs",
                "/proc/irq",
                "/proc/sysrq-trigger",
                "/proc/acpi",
                "/proc/scsi",
                "/proc/asound")) {
            assertThat(run(escape("writable", place)).expectExit(0).stdout())
                    .as(place)
                    .isEmpty();
        }
        assertThat(run(escape("writable", "/proc/1")).stdout())
                .as("the program does find what can be written")
                .contains("/proc/1/comm");
    }

    @Test
    void climb_outOfAChroot_endsAtTheContainersRoot() {
        String seen = run(escape("climb")).expectExit(0).stdout();

        assertThat(seen)
                .startsWith("chroot 0\nchroot_again 0\n")
                .contains("escape\n")
                .doesNotContain("boot\n");
    }

    @Test
    void setuidProgram_underNoNewPrivileges_staysTheUser() throws IOException {
        Path root = copyOfRoot("setuid");
        Path program = root.resolve("bin/become-root");
        Files.copy(EscapeProgram.path(), program);
        host("chmod", "4755", program.toString());
        ContainerSpec.Builder spec = ContainerSpec.builder()
                .rootfs(root)
                .throwAway(true)
                .user("1000")
                .command("/bin/become-root", "user");
        String free = run(spec).expectExit(0).stdout();
        Busybox.require(free.equals("1000 0\n"), "the directory of temporary files is mounted nosuid");

        assertThat(run(spec.noNewPrivileges(true)).expectExit(0).stdout()).isEqualTo("1000 1000\n");
    }
}
