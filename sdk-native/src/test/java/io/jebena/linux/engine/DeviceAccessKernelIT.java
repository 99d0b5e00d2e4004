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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Devices of the host in a container: the node, and whether the kernel lets it be used. */
@Tag("guest")
class DeviceAccessKernelIT extends EngineTestBase {
    /** One that no container has by itself. */
    private String device = "";

    private String type = "";
    private String major = "";
    private String minor = "";
    private String open = "";

    @BeforeEach
    void devicesAreConfined() {
        Busybox.require(
                CgroupLayout.detect().hierarchy(Controller.DEVICES).isPresent(), "no groups confine devices here");
        device = Stream.of("/dev/fuse", "/dev/vda", "/dev/sda", "/dev/loop0")
                .filter(path -> Files.exists(Path.of(path)))
                .findFirst()
                .orElse("");
        Busybox.require(!device.isEmpty(), "none of the devices that this test could give away");
        String[] status = host("stat", "-c", "%F %t %T", device).strip().split(" ");
        type = status[0].equals("block") ? "b" : "c";
        major = Integer.toString(Integer.parseInt(status[status.length - 2], 16));
        minor = Integer.toString(Integer.parseInt(status[status.length - 1], 16));
        open = "exec 3< " + device;
    }

    private String outcome(ContainerSpec.Builder spec) {
        ProcessResult result = run(spec);
        return result.exitStatus().code() + " " + result.stderr().strip();
    }

    @Test
    void device_named_isThereAndCanBeUsed() {
        assertThat(outcome(shell(open))).containsIgnoringCase("no such file");
        assertThat(outcome(shell(open).addDevice(device))).isEqualTo("0 ");
        assertThat(run(shell("stat -c '%t:%T %a' " + device).addDevice(device)).stdout())
                .isEqualTo(host("stat", "-c", "%t:%T %a", device));
    }

    @Test
    void device_withoutAccess_canBeMadeButNotOpened() {
        assertThat(outcome(shell(open).addDevice(device + ":m"))).contains("Operation not permitted");
        assertThat(outcome(shell("exec 3> " + device).addDevice(device + ":r"))).contains("Operation not permitted");
        assertThat(outcome(shell(open).addDevice(device + ":r"))).isEqualTo("0 ");
    }

    @Test
    void device_anotherPath_isThere() {
        assertThat(outcome(shell("exec 3< /dev/below/log").addDevice(device + ":/dev/below/log:r")))
                .isEqualTo("0 ");
        Container again = create(shell("exec 3< /srv/log").throwAway(false).addDevice(device + ":/srv/log:r"));
        assertThat(again.start().waitFor(PATIENCE).code()).isZero();
        assertThat(again.start().waitFor(PATIENCE).code()).isZero();
    }

    @Test
    void device_directory_givesAllInIt() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("devices"));
        host("mknod", directory.resolve("log").toString(), type, major, minor);
        host("mknod", directory.resolve("nothing").toString(), "c", "1", "3");
        Files.writeString(directory.resolve("no-device"), "");

        ProcessResult result =
                run(shell("ls /dev/of-host; exec 3< /dev/of-host/log").addDevice(directory + ":/dev/of-host"));

        assertThat(result.stdout()).isEqualTo("log\nnothing\n");
        assertThat(result.exitStatus().code()).as(result.stderr()).isZero();
    }

    @Test
    void device_exec_canBeUsed() {
        try (Container container = start(spec(STUBBORN).addDevice(device))) {
            assertThat(container.exec("sh", "-c", open).exitStatus().code()).isZero();
        }
    }

    @Test
    void rule_forANumber_letsANodeOfItBeUsed() {
        String make = "mknod /tmp/log " + type + " " + major + " " + minor + " && exec 3< /tmp/log";
        assertThat(outcome(shell(make))).contains("Operation not permitted");
        assertThat(outcome(shell(make).addDeviceRule(type + " " + major + ":" + minor + " r")))
                .isEqualTo("0 ");
        assertThat(outcome(shell(make).addDeviceRule(type + " " + major + ":* rwm")))
                .isEqualTo("0 ");
        assertThat(outcome(shell(make).addDeviceRule("a *:* rwm"))).isEqualTo("0 ");
    }

    @Test
    void device_userNamespace_isTheHostsOwnNode() {
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        List<IdMapping> map = List.of(new IdMapping(0, 300_000, 65_536));
        assertThat(run(shell("stat -c '%t:%T' " + device).addDevice(device).namespaces(n -> n.user(NamespaceMode.OWN)
                                .uidMappings(map)
                                .gidMappings(map)))
                        .stdout())
                .isEqualTo(host("stat", "-c", "%t:%T", device));
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
        assertThat(container.exec("sh", "-c", open).exitStatus().code()).isZero();
        assertThat(container.exec("sh", "-c", "ls /dev").stdout().lines())
                .contains(device.substring("/dev/".length()), "null", "pts", "shm", "full");
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
        assertThat(outcome(shell("ls /dev/below").addMount(own).addDevice(device)))
                .isEqualTo("0 ");
    }
}
