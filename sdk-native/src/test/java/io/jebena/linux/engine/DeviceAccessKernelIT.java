// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.container.ProcessResult;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.cgroup.CgroupLayout;
import io.jebena.linux.cgroup.Controller;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.NamespaceMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Devices of the host in a container: the node, and whether the kernel lets it be used. */
@Tag("guest")
class DeviceAccessKernelIT extends EngineTestBase {
    @BeforeEach
    void devicesAreConfined() {
        Busybox.require(
                CgroupLayout.detect().hierarchy(Controller.DEVICES).isPresent(), "no groups confine devices here");
        Busybox.require(Files.exists(Path.of("/dev/fuse")), "no /dev/fuse");
    }

    private String outcome(ContainerSpec.Builder spec) {
        ProcessResult result = run(spec);
        return result.exitStatus().code() + " " + result.stderr().strip();
    }

    /** 10:229, which no container has by itself. */
    private static final String OPEN = "exec 3< /dev/fuse";

    @Test
    void device_named_isThereAndCanBeUsed() {
        assertThat(outcome(shell(OPEN))).containsIgnoringCase("no such file");
        assertThat(outcome(shell(OPEN).addDevice("/dev/fuse"))).isEqualTo("0 ");
        assertThat(run(shell("stat -c '%t:%T %a' /dev/fuse").addDevice("/dev/fuse"))
                        .stdout())
                .isEqualTo("a:e5 " + host("stat", "-c", "%a", "/dev/fuse"));
    }

    @Test
    void device_withoutAccess_canBeMadeButNotOpened() {
        assertThat(outcome(shell(OPEN).addDevice("/dev/fuse:m"))).contains("Operation not permitted");
        assertThat(outcome(shell("exec 3> /dev/fuse").addDevice("/dev/fuse:r"))).contains("Operation not permitted");
        assertThat(outcome(shell(OPEN).addDevice("/dev/fuse:r"))).isEqualTo("0 ");
    }

    @Test
    void device_anotherPath_isThere() {
        assertThat(outcome(shell("exec 3< /dev/below/log").addDevice("/dev/fuse:/dev/below/log:r")))
                .isEqualTo("0 ");
        Container again = create(shell("exec 3< /srv/log").throwAway(false).addDevice("/dev/fuse:/srv/log:r"));
        assertThat(again.start().waitFor(PATIENCE).code()).isZero();
        assertThat(again.start().waitFor(PATIENCE).code()).isZero();
    }

    @Test
    void device_directory_givesAllInIt() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("devices"));
        host("mknod", directory.resolve("log").toString(), "c", "10", "229");
        host("mknod", directory.resolve("nothing").toString(), "c", "1", "3");
        Files.writeString(directory.resolve("no-device"), "");

        ProcessResult result =
                run(shell("ls /dev/of-host; exec 3< /dev/of-host/log").addDevice(directory + ":/dev/of-host"));

        assertThat(result.stdout()).isEqualTo("log\nnothing\n");
        assertThat(result.exitStatus().code()).as(result.stderr()).isZero();
    }

    @Test
    void device_exec_canBeUsed() {
        try (Container container = start(spec(STUBBORN).addDevice("/dev/fuse"))) {
            assertThat(container.exec("sh", "-c", OPEN).exitStatus().code()).isZero();
        }
    }

    @Test
    void rule_forANumber_letsANodeOfItBeUsed() {
        String make = "mknod /tmp/log c 10 229 && exec 3< /tmp/log";
        assertThat(outcome(shell(make))).contains("Operation not permitted");
        assertThat(outcome(shell(make).addDeviceRule("c 10:229 r"))).isEqualTo("0 ");
        assertThat(outcome(shell(make).addDeviceRule("c 10:* rwm"))).isEqualTo("0 ");
        assertThat(outcome(shell(make).addDeviceRule("a *:* rwm"))).isEqualTo("0 ");
    }

    @Test
    void device_userNamespace_isTheHostsOwnNode() {
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        List<IdMapping> map = List.of(new IdMapping(0, 300_000, 65_536));
        assertThat(run(shell("stat -c '%t:%T' /dev/fuse").addDevice("/dev/fuse").namespaces(n -> n.user(
                                        NamespaceMode.OWN)
                                .uidMappings(map)
                                .gidMappings(map)))
                        .stdout())
                .isEqualTo("a:e5\n");
    }

    @Test
    void device_thatIsNone_isNamed() {
        for (String device : List.of("/dev/missing", "/etc/hostname")) {
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> run(spec("true").addDevice(device)))
                    .withMessageContaining(device);
        }
    }

    @Test
    void privileged_everythingOfTheHost_isOpen() {
        Container container = start(spec(STUBBORN).privileged(true));
        String status = container.exec("cat", "/proc/self/status").stdout();
        assertThat(status).contains("Seccomp:\t0\n");
        assertThat(capabilities(status)).isEqualTo(Processes.value("self", "CapBnd:"));
        assertThat(container.exec("sh", "-c", OPEN).exitStatus().code()).isZero();
        assertThat(container.exec("sh", "-c", "ls /dev").stdout().lines())
                .contains("fuse", "null", "pts", "shm", "full");
        String mounts = container.exec("cat", "/proc/mounts").stdout();
        assertThat(mounts.lines().filter(l -> l.contains(" /sys ") || l.contains(" /sys/fs/cgroup")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" rw,"));
        assertThat(mounts).doesNotContain(" /proc/kcore ").doesNotContain(" /proc/sys ");
        assertThat(container
                        .exec("sh", "-c", "mkdir -p /m && mount -t tmpfs none /m")
                        .exitStatus()
                        .code())
                .isZero();
        container.close();
    }

    private static String capabilities(String status) {
        return status.lines()
                .filter(l -> l.startsWith("CapBnd:"))
                .map(l -> l.substring("CapBnd:".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void exec_privileged_hasAllCapabilitiesButTheFilterStays() {
        try (Container container = start(spec(STUBBORN))) {
            String status = container
                    .exec(e -> e.command("cat", "/proc/self/status").privileged(true))
                    .stdout();
            assertThat(capabilities(status)).isEqualTo(Processes.value("self", "CapBnd:"));
            assertThat(status).contains("Seccomp:\t2\n");
            assertThat(container.exec("cat", "/proc/self/status").stdout()).contains("CapBnd:\t00000000a80425fb");
        }
    }

    @Test
    void writableCgroups_asked_areWritableAndNothingElseIs() {
        String script = "grep -c ' /sys/fs/cgroup.* rw,' /proc/mounts; grep -c ' /sys sysfs ro' /proc/mounts";
        assertThat(run(shell(script).security(s -> s.writableCgroups(true))).stdout())
                .matches("[1-9][0-9]*\n1\n");
        assertThat(run(shell(script)).stdout()).isEqualTo("0\n1\n");
    }

    @Test
    void mounts_ofTheDevice_stayWhereTheyAre() {
        Mount own = Mount.tmpfs("/dev/below");
        assertThat(outcome(shell("ls /dev/below").addMount(own).addDevice("/dev/fuse")))
                .isEqualTo("0 ");
    }
}
