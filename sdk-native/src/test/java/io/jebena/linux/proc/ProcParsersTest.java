// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.HostRequirementException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcParsersTest {
    @Test
    void mountInfo_escapesAndOptionalFields_areRead() {
        List<MountInfo> mounts = MountInfo.read(fixture("mountinfo-escapes"));

        MountInfo second = mounts.get(1);
        assertThat(second.id()).isEqualTo(36);
        assertThat(second.parent()).isEqualTo(35);
        assertThat(second.major()).isEqualTo(98);
        assertThat(second.minor()).isZero();
        assertThat(second.root()).isEqualTo("/mnt1");
        assertThat(second.mountPoint()).isEqualTo("/mnt/with space\ttab\\back\nline");
        assertThat(second.options()).containsExactly("rw", "noatime");
        assertThat(second.propagation()).containsExactly("master:1", "propagate_from:2");
        assertThat(second.type()).isEqualTo("ext3");
        assertThat(second.source()).isEqualTo("/dev/ro#ot");
        assertThat(second.superOptions()).containsExactly("rw", "errors=continue");
        assertThat(mounts.get(2).mountPoint()).isEqualTo("/mnt/grün");
        assertThat(mounts.get(2).source()).isEmpty();
        assertThat(mounts.get(2).propagation()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/mnt/grün/x, 37", "/mnt/grünlich, 38", "/mnt, 38", "/mntx, 39", "/, 39", "/proc/self, 22"})
    void covering_path_isTheDeepestMountAbove(String path, int id) {
        assertThat(MountInfo.covering(MountInfo.read(fixture("mountinfo-escapes")), path)
                        .map(MountInfo::id))
                .contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1 2 0:1 / / rw",
                "1 2 0:1 / / rw - proc proc",
                "1 2 01 / / rw - proc proc rw",
                "a 2 0:1 / / rw - proc proc rw"
            })
    void mountInfo_malformedLine_isQuoted(String line) {
        assertThatThrownBy(() -> MountInfo.parse(line))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining("\"" + line + "\"");
    }

    @ParameterizedTest
    @CsvSource({"a\\040b, 'a b'", "a\\04, a\\04", "a\\, a\\", "\\400, \\400", "\\0899, \\0899"})
    void unescape_onlyThreeOctalDigits_areAnEscape(String field, String plain) {
        assertThat(MountInfo.unescape(field)).isEqualTo(plain);
    }

    @Test
    void mountInfo_ofThisProcess_hasProc() {
        assertThat(MountInfo.read(Path.of("/proc/self/mountinfo")))
                .anyMatch(mount ->
                        mount.mountPoint().equals("/proc") && mount.type().equals("proc"));
    }

    @Test
    void processStatus_container_isRead() {
        ProcessStatus status = ProcessStatus.read(fixture("status-container"));

        assertThat(status.name()).isEqualTo("sh");
        assertThat(status.state()).isEqualTo('S');
        assertThat(status.pid()).isEqualTo(4711);
        assertThat(status.parent()).isEqualTo(1);
        assertThat(status.namespacePids()).containsExactly(4711, 1);
        assertThat(status.uids()).containsExactly(1000, 1001, 1002, 1003);
        assertThat(status.gids()).containsExactly(100, 101, 102, 103);
        assertThat(status.groups()).containsExactly(4, 24, 27, -2);
        assertThat(status.threads()).isEqualTo(3);
        assertThat(status.inheritable()).isZero();
        assertThat(status.permitted()).isEqualTo(0xa80425fbL);
        assertThat(status.effective()).isEqualTo(0xa80425fbL);
        assertThat(status.bounding()).isEqualTo(0x1ff_ffff_ffffL);
        assertThat(status.ambient()).isEqualTo(1);
        assertThat(status.noNewPrivileges()).isTrue();
        assertThat(status.seccomp()).hasValue(2);
        assertThat(status.seccompFilters()).isEqualTo(1);
    }

    @Test
    void processStatus_kernelWithoutSeccomp_saysSo() {
        ProcessStatus status = ProcessStatus.parse("Name:\ta:b c\nPid:\t7\n");

        assertThat(status.name()).isEqualTo("a:b c");
        assertThat(status.seccomp()).isEmpty();
        assertThat(status.noNewPrivileges()).isFalse();
        assertThat(status.groups()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CapEff:\txyz", "Pid:\tseven", "no colon"})
    void processStatus_malformed_isRefused(String text) {
        assertThatThrownBy(() -> {
                    ProcessStatus status = ProcessStatus.parse(text);
                    status.effective();
                    status.pid();
                })
                .isInstanceOf(HostRequirementException.class);
    }

    @Test
    void processStatus_ofThisProcess_isThisProcess() {
        assertThat(ProcessStatus.read(Path.of("/proc/self/status")).pid())
                .isEqualTo((int) ProcessHandle.current().pid());
    }

    @Test
    void cgroupMembership_hybrid_isRead() {
        List<CgroupMembership> memberships = CgroupMembership.read(fixture("cgroup-hybrid"));

        assertThat(memberships)
                .containsExactly(
                        new CgroupMembership(12, List.of("cpu", "cpuacct"), "/docker/abc"),
                        new CgroupMembership(11, List.of("memory"), "/docker/abc"),
                        new CgroupMembership(1, List.of("name=systemd"), "/docker/abc"),
                        new CgroupMembership(0, List.of(), "/system.slice/containerd.service"));
        assertThat(memberships.get(3).unified()).isTrue();
        assertThat(memberships.get(0).unified()).isFalse();
    }

    @Test
    void cgroupMembership_pathWithColon_isKept() {
        assertThat(CgroupMembership.parse("0::/a:b\n").get(0).path()).isEqualTo("/a:b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:/x", "x::/", "0::relative"})
    void cgroupMembership_malformed_isRefused(String line) {
        assertThatThrownBy(() -> CgroupMembership.parse(line)).isInstanceOf(HostRequirementException.class);
    }

    @Test
    void cgroupSubsystem_table_isRead() {
        assertThat(CgroupSubsystem.read(fixture("cgroups")))
                .containsExactly(
                        new CgroupSubsystem("cpuset", 3, 2, true),
                        new CgroupSubsystem("memory", 0, 13, false),
                        new CgroupSubsystem("pids", 8, 2, true));
        assertThatThrownBy(() -> CgroupSubsystem.parse("cpuset 3 2 1")).isInstanceOf(HostRequirementException.class);
    }

    @Test
    void memInfo_kilobytes_areBytes() {
        MemInfo info = MemInfo.read(fixture("meminfo"));

        assertThat(info.total()).isEqualTo(49368164L * 1024);
        assertThat(info.available()).isEqualTo(45000000L * 1024);
        assertThat(info.swapTotal()).isEqualTo(1L << 30);
        assertThat(info.swapFree()).isEqualTo(1048572L * 1024);
        assertThatThrownBy(() -> MemInfo.parse("MemTotal: 5 MB")).isInstanceOf(HostRequirementException.class);
        assertThatThrownBy(() -> MemInfo.parse("MemTotal: lots kB")).isInstanceOf(HostRequirementException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0-3 | 4 | 0-3", "0,2-3,1 | 4 | 0-3", "5 | 1 | 5", "0-1,8,10-11 | 5 | 0-1,8,10-11", "'' | 0 | ''"})
    void cpuList_text_isCountedAndPrinted(String text, int count, String printed) {
        CpuList list = CpuList.parse(text);

        assertThat(list.count()).isEqualTo(count);
        assertThat(list).hasToString(printed).isEqualTo(CpuList.parse(printed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1-", "-1", "3-1", "1-2-3", "1,,2", "0-2000000000", "99999", "+1"})
    void cpuList_malformed_isRefused(String text) {
        assertThatThrownBy(() -> CpuList.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cpuList_containsAll_comparesSets() {
        assertThat(CpuList.parse("0-3").containsAll(CpuList.parse("1,3"))).isTrue();
        assertThat(CpuList.parse("0-3").containsAll(CpuList.parse("3-4"))).isFalse();
        assertThat(CpuList.read(Path.of("/sys/devices/system/cpu/online")).count())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"4.8, 4, 8", "6.18.44-fc-v657, 6, 18", "5.10.0, 5, 10", "6.1-rc3, 6, 1", "10.0+, 10, 0"})
    void kernelRelease_text_givesTwoNumbers(String text, int major, int minor) {
        assertThat(KernelRelease.parse(text)).isEqualTo(new KernelRelease(major, minor));
    }

    @Test
    void kernelRelease_order_isNumeric() {
        assertThat(KernelRelease.parse("4.10")).isGreaterThan(KernelRelease.parse("4.8"));
        assertThat(KernelRelease.parse("5.0")).isGreaterThan(KernelRelease.parse("4.20"));
        assertThat(KernelRelease.read(Path.of("/proc/sys/kernel/osrelease"))).isGreaterThan(new KernelRelease(3, 0));
        assertThatThrownBy(() -> KernelRelease.parse("six")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void read_missingFile_namesIt() {
        assertThatThrownBy(() -> MemInfo.read(Path.of("/nowhere/meminfo")))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining("/nowhere/meminfo");
    }

    private static Path fixture(String name) {
        URL url = ProcParsersTest.class.getResource(name);
        try {
            Path path = Path.of(url.toURI());
            assertThat(Files.exists(path)).isTrue();
            return path;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
