// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.device;

import static io.jebena.linux.proc.Host.need;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.error.HostRequirementException;
import io.jebena.linux.fd.BpfProgram;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.linux.proc.MountInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Device rules given to the kernel that runs the test. */
class DeviceKernelIT {
    private static final long SECONDS = 60L * Integer.getInteger("jebena.test.timeoutScale", 1);
    private static final String NULL_IN = "read x < /dev/null; [ $? -le 1 ]";

    @Test
    void write_defaultRulesInVersion1_openTheHarmlessNodesOnly() throws Exception {
        Path group = group("cgroup", "devices");
        try {
            DeviceRules.DEFAULT.write(group);
            assertThat(Files.readString(group.resolve("devices.list"))).contains("c 1:3 rwm", "c 136:* rwm", "b *:* m");
            probe(group.resolve("tasks"));
        } finally {
            Files.delete(group);
        }
    }

    @Test
    void attach_defaultRulesInVersion2_openTheHarmlessNodesOnly() throws Exception {
        Path group = group("cgroup2", "");
        try {
            try (Fd directory = Fd.open(group.toString(), TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0)) {
                attach(directory);
            }
            probe(group.resolve("cgroup.procs"));
        } finally {
            Files.delete(group);
        }
    }

    @Test
    void compile_rulesOfEveryForm_areAcceptedByTheKernelsVerifier() {
        List<DeviceRule> rules = List.of(
                DeviceRule.parse(true, "a *:* rwm"),
                DeviceRule.parse(false, "b 8:* w"),
                DeviceRule.parse(true, "c *:3 rm"),
                DeviceRule.parse(false, "a *:* m"),
                DeviceRule.parse(true, "b 4095:1048575 r"));
        for (int end = 0; end <= rules.size(); end++) {
            load(DeviceProgram.compile(rules.subList(0, end)));
        }
        load(DeviceProgram.compile(DeviceRules.DEFAULT.rules()));
    }

    /** Says what attaching the rules to the group given comes to. */
    static final class Attaching {
        private Attaching() {}

        public static void main(String[] arguments) {
            try (Fd directory = Fd.open(arguments[0], TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0)) {
                DeviceRules.DEFAULT.attach(directory);
                System.out.println("attached");
            } catch (HostRequirementException e) {
                System.out.println("required: " + e.getMessage());
            }
        }
    }

    @Test
    void attach_asRootOfAUserNamespace_namesThePrivilegeThatIsMissing() throws Exception {
        Path group = group("cgroup2", "");
        try {
            Process process = new ProcessBuilder(
                            "unshare",
                            "--user",
                            "--map-root-user",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Attaching.class.getName(),
                            group.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            need(!said.startsWith("unshare:"), "no user namespaces here: " + said);
            assertThat(said).contains("required: ").contains("EPERM").contains("CAP_BPF");
        } finally {
            Files.delete(group);
        }
    }

    private static void attach(Fd directory) {
        try {
            DeviceRules.DEFAULT.attach(directory);
        } catch (HostRequirementException e) {
            need(false, e.getMessage());
        } catch (SyscallException e) {
            need(!unsupported(e), "the kernel takes no device programs: " + e.getMessage());
            throw e;
        }
    }

    private static void load(byte[] program) {
        try {
            BpfProgram.cgroupDevice(program).close();
        } catch (SyscallException e) {
            need(!unsupported(e), "the kernel takes no device programs: " + e.getMessage());
            throw e;
        }
    }

    /** Without the privilege, without bpf(2), or without CONFIG_CGROUP_BPF, where the type of program is unknown. */
    private static boolean unsupported(SyscallException e) {
        boolean configured = Files.exists(Path.of("/proc/sys/kernel/unprivileged_bpf_disabled"));
        return e.is(Errno.EPERM) || e.is(Errno.ENOSYS) || (e.is(Errno.EINVAL) && !configured);
    }

    /** Runs a shell in the group and opens nodes, which works where their numbers are allowed. */
    private static void probe(Path door) throws Exception {
        assertThat(run(door, NULL_IN)).isZero();
        assertThat(run(door, "echo x > /dev/null && head -c 1 /dev/zero > /dev/null"))
                .isZero();
        Optional<Path> disk = disk();
        if (disk.isPresent()) {
            assertThat(run(door, "head -c 1 " + disk.get() + " > /dev/null 2>&1"))
                    .isNotZero();
            assertThat(new ProcessBuilder("/bin/sh", "-c", "head -c 1 " + disk.get() + " > /dev/null 2>&1")
                            .start()
                            .waitFor())
                    .isZero();
        }
        Path made = Files.createTempDirectory("jebena-device").resolve("node");
        try {
            assertThat(run(door, "mknod " + made + " b 7 99"))
                    .as("making nodes is allowed")
                    .isZero();
            assertThat(run(door, "exec 3< " + made)).as("opening them is not").isNotZero();
        } finally {
            Files.deleteIfExists(made);
            Files.delete(made.getParent());
        }
    }

    private static Optional<Path> disk() throws IOException {
        try (var blocks = Files.list(Path.of("/sys/block"))) {
            return blocks.map(block -> Path.of("/dev").resolve(block.getFileName()))
                    .filter(Files::isReadable)
                    .filter(node -> !node.getFileName().toString().startsWith("loop"))
                    .findFirst();
        }
    }

    private static int run(Path door, String script) throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", "echo 0 > " + door + " || exit 99; " + script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("entering the group").isNotEqualTo(99);
        return process.exitValue();
    }

    private static Path group(String type, String controller) throws IOException {
        Optional<Path> tree = MountInfo.read(Path.of("/proc/self/mountinfo")).stream()
                .filter(mount -> mount.type().equals(type)
                        && (controller.isEmpty() || mount.superOptions().contains(controller)))
                .map(mount -> Path.of(mount.mountPoint()))
                .filter(Files::isWritable)
                .findFirst();
        need(tree.isPresent(), "no writable " + type + " tree with " + controller + " (run as root)");
        return Files.createDirectory(tree.get()
                .resolve("jebena-device-" + UUID.randomUUID().toString().substring(0, 8)));
    }
}
