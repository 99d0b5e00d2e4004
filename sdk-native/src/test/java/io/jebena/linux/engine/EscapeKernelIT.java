// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ProcessResult;
import io.jebena.error.LaunchException;
import io.jebena.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a container's root user tries with a shell to see, change or exhaust the host: all of it is refused. */
@Tag("guest")
class EscapeKernelIT extends EngineTestBase {
    private static final long DEFAULT_CAPABILITIES = 0xa80425fbL;

    @Test
    void procSelfExe_asProgram_isRefusedByName() throws IOException {
        Path root = copyOfRoot("link");
        Files.createSymbolicLink(root.resolve("bin/entry"), Path.of("/proc/self/exe"));
        for (String program : List.of("/proc/self/exe", "/proc/1/exe", "/bin/entry", "entry")) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(() -> engine.containers()
                            .run(c -> c.rootfs(root).throwAway(true).command(program, "serve-1")))
                    .withMessageContaining(program)
                    .withMessageContaining("the launcher itself")
                    .satisfies(e -> assertThat(e.exitCode()).isEqualTo(126));
        }
        try (Container container = start(spec(STUBBORN))) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(() -> container.exec("/proc/self/exe"))
                    .withMessageContaining("the launcher itself");
            assertThat(container.exec("/proc/1/exe").stderr()).contains("applet not found");
        }
    }

    @Test
    void procSelfExe_asInterpreter_isTheLauncherThatRefusesToServe() throws IOException {
        Path root = copyOfRoot("shebang");
        Files.writeString(root.resolve("bin/entry"), "#!/proc/self/exe\n");
        host("chmod", "755", root.resolve("bin/entry").toString());
        ProcessResult script =
                engine.containers().run(c -> c.rootfs(root).throwAway(true).command("/bin/entry"));
        assertThat(script.exitStatus().code()).isEqualTo(2);
        assertThat(script.stderr()).contains("not for general use");
        assertThat(run(spec("echo", "alive")).stdout()).isEqualTo("alive\n");
    }

    @Test
    void procExe_openedForWriting_isRefused() {
        try (Container container = start(spec("/bin/busybox", "sleep", "1000"))) {
            String said = container
                    .exec("sh", "-c", "echo x >> /proc/1/exe; echo x >> /proc/self/exe; echo $?")
                    .stdout();
            assertThat(said).isEqualTo("1\n");
        }
    }

    @Test
    void capabilities_ofRoot_areTheDefaultOnes() {
        long held = HostProbe.held().available().stream()
                .mapToLong(c -> 1L << c.number())
                .reduce(0, (a, b) -> a | b);
        String mask = String.format("%016x", DEFAULT_CAPABILITIES & held);
        String expected = "CapInh:\t0000000000000000\nCapPrm:\t" + mask + "\nCapEff:\t" + mask + "\nCapBnd:\t" + mask
                + "\nCapAmb:\t0000000000000000\n";

        assertThat(said("grep Cap /proc/self/status")).isEqualTo(expected);
        try (Container container = start(spec(STUBBORN))) {
            assertThat(container.exec("grep", "Cap", "/proc/self/status").stdout())
                    .isEqualTo(expected);
        }
    }

    @Test
    void capabilities_ofAnotherUser_areNone() {
        String status = run(shell("grep -E 'Cap(Prm|Eff|Inh|Amb)' /proc/self/status")
                        .user("alice"))
                .stdout();

        assertThat(status.lines()).hasSize(4).allMatch(line -> line.endsWith("\t0000000000000000"));
    }

    @Test
    void processes_ofTheHost_areNotSeen() {
        assertThat(said("ls -d /proc/[0-9]* | wc -l").strip().length()).isEqualTo(1);
        assertThat(said("test -d /proc/" + ProcessHandle.current().pid() + " && echo seen"))
                .isEmpty();
    }

    @Test
    void processes_ofTheHost_areNotKilled() throws IOException, InterruptedException {
        Process victim = new ProcessBuilder("sleep", "1000").start();
        try {
            assertThat(said("kill -9 " + victim.pid() + " || echo refused")).contains("refused");
            run(shell("kill -9 -1"));

            assertThat(victim.isAlive()).isTrue();
        } finally {
            victim.destroyForcibly().waitFor();
        }
    }

    @Test
    void clockAndHostname_changed_isRefused() {
        String before = host("hostname");

        assertThat(said("date -s 2001-01-01 >/dev/null; date +%Y"))
                .contains("not permitted")
                .doesNotContain("2001");
        assertThat(said("hostname other && echo changed"))
                .contains("not permitted")
                .doesNotContain("changed");
        assertThat(host("hostname")).isEqualTo(before);
    }

    @Test
    void mounts_ofAnyKind_areRefused() {
        for (String attempt : List.of(
                "mount -t tmpfs none /tmp",
                "mount -t proc proc /tmp",
                "mount -t cgroup -o memory none /tmp",
                "mount -o remount,rw /proc/sys",
                "mount -o remount,rw /sys",
                "mount -o bind /tmp /home",
                "umount /proc/sys",
                "umount -l /sys/firmware",
                "umount -l /proc/kcore",
                "unshare -m true",
                "unshare -r true",
                "nsenter -t 1 -m true")) {
            assertThat(said(attempt + " 2>/dev/null && echo done")).as(attempt).isEmpty();
        }
    }

    @Test
    void releaseAgent_written_isRefused() {
        String script = "for f in $(find /sys/fs/cgroup -name release_agent -o -name notify_on_release"
                + " -o -name cgroup.procs -o -name tasks -o -name devices.allow -o -name memory.max"
                + " -o -name cgroup.subtree_control); do echo found >&2; echo a > $f && echo wrote $f; done 2>&1";

        assertThat(said(script)).contains("found").doesNotContain("wrote");
        assertThat(said("mkdir $(find /sys/fs/cgroup -name cgroup.procs | head -n 1 | xargs dirname)/x && echo made"))
                .doesNotContain("made\n");
    }

    @Test
    void deviceNodes_made_cannotBeOpened() {
        for (String node :
                List.of("b 8 0", "b 254 0", "b 7 0", "c 1 1", "c 1 2", "c 10 200", "c 10 229", "c 10 237", "c 4 64")) {
            String said = said("mknod /tmp/node " + node + " && echo made && cat /tmp/node");
            assertThat(said).as(node).startsWith("made\n").contains("Operation not permitted");
        }
        assertThat(said("mknod /tmp/null c 1 3 && cat /tmp/null && echo read")).isEqualTo("read\n");
    }

    @Test
    void kernelSwitches_written_areRefused() {
        String pattern = host("cat", "/proc/sys/kernel/core_pattern");
        // help is all that sysrq would print, and each value is the one that is there
        for (String attempt : List.of(
                "echo h > /proc/sysrq-trigger",
                "cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern",
                "cat /proc/sys/kernel/modprobe > /proc/sys/kernel/modprobe",
                "cat /proc/sys/vm/panic_on_oom > /proc/sys/vm/panic_on_oom",
                "cat /proc/sys/fs/file-max > /proc/sys/fs/file-max",
                "echo -n > /sys/kernel/uevent_helper",
                "echo 0 > /sys/devices/system/cpu/cpu1/online",
                "echo mem > /sys/power/state")) {
            assertThat(said(attempt + " && echo done")).as(attempt).isNotEmpty().doesNotContain("done\n");
        }
        assertThat(host("cat", "/proc/sys/kernel/core_pattern")).isEqualTo(pattern);
    }

    @Test
    void maskedPaths_looked_areEmpty() {
        for (String path : List.of(
                "/proc/asound",
                "/proc/acpi",
                "/proc/interrupts",
                "/proc/kcore",
                "/proc/keys",
                "/proc/latency_stats",
                "/proc/timer_list",
                "/proc/timer_stats",
                "/proc/sched_debug",
                "/proc/scsi",
                "/sys/firmware",
                "/sys/devices/virtual/powercap",
                "/sys/devices/system/cpu/cpu0/thermal_throttle")) {
            String look = "if [ -d P ]; then ls -A P; touch P/x 2>/dev/null && echo writable;"
                    + " elif [ -e P ]; then [ -c P ] || echo not masked; cat P; fi";
            assertThat(said(look.replace("P", path))).as(path).isEmpty();
        }
        assertThat(said("[ -c /proc/interrupts ] && stat -c %t:%T /proc/interrupts"))
                .isEqualTo("1:3\n");
    }

    @Test
    void readOnlyRoot_written_isRefused() {
        String said = run(shell("touch /x; touch /tmp/x; rm /bin/sh; mkdir /etc/x; touch /dev/shm/ok && echo shared")
                        .readOnlyRoot(true))
                .stdout();

        assertThat(said).isEqualTo("shared\n");
        assertThat(run(shell("touch /x 2>&1").readOnlyRoot(true)).stdout()).contains("Read-only file system");
    }

    @Test
    void forkBomb_limitedPids_endsInTheContainer() {
        ContainerSpec.Builder bomb = shell("i=0; while [ $i -lt 60 ]; do sleep 1000 & i=$((i+1)); done; echo all")
                .pids(20);

        ProcessResult result = run(bomb);

        assertThat(result.stdout()).doesNotContain("all");
        assertThat(result.stderr()).contains("fork");
        assertThat(run(shell("i=0; while [ $i -lt 10 ]; do sleep 0 & i=$((i+1)); done; wait; echo all")
                                .pids(20))
                        .stdout())
                .isEqualTo("all\n");
    }

    @Test
    void memory_overTheLimit_isKilledAndTold() {
        ProcessResult result = run(spec("tail", "/dev/zero").memory(ByteSize.mebibytes(16)));

        assertThat(result.exitStatus().oomKilled()).isTrue();
        assertThat(result.exitStatus().code()).isEqualTo(137);
        assertThat(run(spec("true").memory(ByteSize.mebibytes(16))).exitStatus().oomKilled())
                .isFalse();
    }

    @Test
    void sharedMemory_overItsSize_isRefused() {
        assertThat(run(shell("dd if=/dev/zero of=/dev/shm/x bs=1M count=3 2>&1").shmSize("2m"))
                        .stdout())
                .contains("No space left");
    }

    @Test
    void programOutsideOfTheRoot_isNotFound() {
        for (String program : List.of("../../../../../../bin/bash", "/../usr/bin/perl", "/proc/1/root/usr/bin/perl")) {
            assertThatExceptionOfType(LaunchException.class)
                    .as(program)
                    .isThrownBy(() -> run(spec(program)))
                    .satisfies(e -> assertThat(e.exitCode()).isEqualTo(127));
        }
    }
}
