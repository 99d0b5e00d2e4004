// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import static io.jebena.linux.proc.Host.need;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.container.Stats;
import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.KernelException;
import io.jebena.linux.fd.GroupNotice;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.fd.Poller;
import io.jebena.value.ByteSize;
import io.jebena.value.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits that change while they are in force, and what a group has used, on the kernel that runs the test. */
@Tag("guest")
class LimitChangeKernelIT {
    private static final long SECONDS = 60L * Integer.getInteger("jebena.test.timeoutScale", 1);

    private final String engine = "it" + UUID.randomUUID().toString().substring(0, 8);
    private final CgroupLayout layout = CgroupLayout.detect();
    private final CgroupManager manager = new CgroupManager(layout, engine);

    @BeforeEach
    void needsGroups() {
        for (Controller controller : CgroupManager.DEFAULT) {
            need(layout.hierarchy(controller).isPresent(), "no groups of " + controller + " can be made: " + layout);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        manager.close();
        for (CgroupHierarchy tree : layout.hierarchies()) {
            assertThat(tree.base().resolve("jebena-" + engine)).doesNotExist();
        }
    }

    private static Resources memory(int mebibytes) {
        return Resources.builder().memory(ByteSize.mebibytes(mebibytes)).build();
    }

    private boolean unified(Controller controller) {
        return layout.hierarchy(controller).orElseThrow().unified();
    }

    private static String value(ContainerCgroup group, Controller controller, String file) {
        return KernelFile.read(group.directory(controller).orElseThrow().resolve(file))
                .strip();
    }

    private String memoryLimit(ContainerCgroup group) {
        return value(group, Controller.MEMORY, unified(Controller.MEMORY) ? "memory.max" : "memory.limit_in_bytes");
    }

    @Test
    void update_memoryUpAndDownAndAway_isInTheKernelsFiles() {
        try (ContainerCgroup group = manager.create("c1", memory(64))) {
            manager.update(group, memory(64), memory(512));
            assertThat(memoryLimit(group)).isEqualTo("" + (512 << 20));
            manager.update(group, memory(512), memory(32));
            assertThat(memoryLimit(group)).isEqualTo("" + (32 << 20));
            if (!unified(Controller.MEMORY)) {
                assertThat(value(group, Controller.MEMORY, "memory.memsw.limit_in_bytes"))
                        .isEqualTo("" + (64 << 20));
            }
            manager.update(group, memory(32), Resources.UNLIMITED);
            assertThat(memoryLimit(group)).isNotEqualTo("" + (32 << 20)).matches("max|9223372036854771712");
        }
    }

    @Test
    void update_processorsAndPids_isInTheKernelsFiles() {
        Resources before = Resources.builder().cpus(0.5).pids(10).build();
        Resources after =
                Resources.builder().cpu(c -> c.shares(2048).cpuset("0")).build();
        need(layout.hierarchy(Controller.CPUSET).isPresent(), "no cpuset controller");
        try (ContainerCgroup group = manager.create("c1", before)) {
            manager.update(group, before, after);

            assertThat(value(group, Controller.PIDS, "pids.max")).isEqualTo("max");
            assertThat(value(group, Controller.CPUSET, "cpuset.cpus")).isEqualTo("0");
            if (unified(Controller.CPU)) {
                assertThat(value(group, Controller.CPU, "cpu.max")).isEqualTo("max 100000");
                assertThat(value(group, Controller.CPU, "cpu.weight")).isEqualTo("" + LimitFiles.cpuWeight(2048));
            } else {
                assertThat(value(group, Controller.CPU, "cpu.cfs_quota_us")).isEqualTo("-1");
                assertThat(value(group, Controller.CPU, "cpu.shares")).isEqualTo("2048");
            }
            manager.update(group, after, before);
            assertThat(value(
                            group,
                            Controller.CPUSET,
                            unified(Controller.CPUSET) ? "cpuset.cpus.effective" : "cpuset.cpus"))
                    .isEqualTo(KernelFile.read(layout.hierarchy(Controller.CPUSET)
                                    .orElseThrow()
                                    .base()
                                    .resolve(unified(Controller.CPUSET) ? "cpuset.cpus.effective" : "cpuset.cpus"))
                            .strip());
        }
    }

    @Test
    void update_oneLimitRefused_putsBackTheOthers() {
        Resources before =
                Resources.builder().memory(ByteSize.mebibytes(64)).pids(10).build();
        Resources after = Resources.builder()
                .memory(ByteSize.mebibytes(128))
                .pids(5_000_000)
                .build();
        try (ContainerCgroup group = manager.create("c1", before)) {
            assertThatThrownBy(() -> manager.update(group, before, after))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("pids.max");

            assertThat(memoryLimit(group)).isEqualTo("" + (64 << 20));
            assertThat(value(group, Controller.PIDS, "pids.max")).isEqualTo("10");
        }
    }

    @Test
    void update_belowWhatIsInUse_isRefusedAndNobodyIsKilled() throws Exception {
        Resources before = memory(256);
        try (ContainerCgroup group = manager.create("c1", before)) {
            // 64 MiB in the memory of a process, which nothing can take back
            Process process = start(group, "x=$(head -c 67108864 /dev/zero | tr '\\0' x); echo full; read end");
            assertThat(process.getInputStream().read()).isEqualTo('f');

            assertThatThrownBy(() -> manager.update(group, before, memory(8)))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("EBUSY");

            assertThat(memoryLimit(group)).isEqualTo("" + (256 << 20));
            assertThat(process.isAlive()).isTrue();
            assertThat(group.outOfMemoryKills()).isZero();
            group.kill();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void update_blockIo_isInTheKernelsFilesAndTheProcessesAreIn() throws Exception {
        need(layout.hierarchy(Controller.IO).isPresent(), "no block device controller");
        String device = disk();
        Resources after = Resources.builder()
                .blockIo(io -> io.readBytes(Map.of(device, 1_048_576L)).writeOperations(Map.of(device, 100L)))
                .build();
        String number = LimitWriter.deviceNumber(device);
        try (ContainerCgroup group = manager.create("c1", Resources.UNLIMITED)) {
            Process process = start(group, "echo up; exec sleep 1000");
            assertThat(process.getInputStream().read()).isEqualTo('u');

            manager.update(group, Resources.UNLIMITED, after);

            if (unified(Controller.IO)) {
                assertThat(value(group, Controller.IO, "io.max"))
                        .isEqualTo(number + " rbps=1048576 wbps=max riops=max wiops=100");
            } else {
                assertThat(value(group, Controller.IO, "blkio.throttle.read_bps_device"))
                        .isEqualTo(number + " 1048576");
                assertThat(value(group, Controller.IO, "blkio.throttle.write_iops_device"))
                        .isEqualTo(number + " 100");
            }
            assertThat(value(group, Controller.IO, "cgroup.procs").lines()).contains("" + process.pid());
            manager.update(group, after, Resources.UNLIMITED);
            assertThat(value(
                            group, Controller.IO, unified(Controller.IO) ? "io.max" : "blkio.throttle.read_bps_device"))
                    .isEmpty();
            group.kill();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The disk below the root of the file system. */
    private static String disk() throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "ls /sys/block | grep -v 'loop\\|ram\\|zram\\|sr' | head -1")
                .redirectErrorStream(true)
                .start();
        String name = new String(process.getInputStream().readAllBytes()).strip();
        need(!name.isEmpty(), "no disk in /sys/block");
        return "/dev/" + name;
    }

    @Test
    void create_processorsThatAreNotThere_areNamedInDockersWords() {
        need(layout.hierarchy(Controller.CPUSET).isPresent(), "no cpuset controller");
        Resources limits = Resources.builder().cpu(c -> c.cpuset("0,4000")).build();

        assertThatThrownBy(() -> manager.check(limits))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("Requested CPUs are not available - requested 0,4000, available: ");
        assertThatThrownBy(() -> manager.create("c1", limits)).isInstanceOf(InvalidSpecException.class);
    }

    @Test
    void create_controlThatTheHostLacks_saysSoAndLeavesNothing() {
        ByteSize page = ByteSize.mebibytes(3); // no processor has such
        Resources limits = Resources.builder()
                .hugePages(Map.of(page, ByteSize.mebibytes(6)))
                .build();

        assertThatThrownBy(() -> manager.create("c1", limits))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining("hugetlb");
        assertThat(layout.hierarchies())
                .noneMatch(tree -> java.nio.file.Files.exists(
                        tree.base().resolve("jebena-" + engine).resolve("c1")));
    }

    @Test
    void create_fileInsteadOfADevice_isNamed() {
        Resources limits = Resources.builder()
                .blockIo(io -> io.readBytes(Map.of("/dev/null", 1000L)))
                .build();
        need(layout.hierarchy(Controller.IO).isPresent(), "no block device controller");

        assertThatThrownBy(() -> manager.check(limits))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/dev/null is not a block device");
    }

    @Test
    void create_legacySettings_areInTheKernelsFiles() {
        need(!unified(Controller.MEMORY) && !unified(Controller.CPU), "version 1 settings");
        Resources limits = Resources.builder()
                .memory(m -> m.limit(ByteSize.mebibytes(32)).swappiness(10).oomKillDisabled(true))
                .build();
        try (ContainerCgroup group = manager.create("c1", limits)) {
            assertThat(value(group, Controller.MEMORY, "memory.swappiness")).isEqualTo("10");
            assertThat(value(group, Controller.MEMORY, "memory.oom_control")).contains("oom_kill_disable 1");
        }
    }

    @Test
    void create_realtimeShares_areHandedDownAndAddUp() {
        need(!unified(Controller.CPU), "version 1 settings");
        Path top = layout.hierarchy(Controller.CPU).orElseThrow().base();
        need(java.nio.file.Files.exists(top.resolve("cpu.rt_runtime_us")), "a kernel with RT_GROUP_SCHED");
        need(!KernelFile.read(top.resolve("cpu.rt_runtime_us")).strip().equals("0"), "real-time left on this host");
        Resources limits = Resources.builder()
                .cpu(c -> c.realtimePeriod(500_000).realtimeRuntime(10_000))
                .build();
        try (ContainerCgroup one = manager.create("c1", limits);
                ContainerCgroup two = manager.create("c2", limits)) {
            assertThat(value(one, Controller.CPU, "cpu.rt_runtime_us")).isEqualTo("10000");
            assertThat(value(two, Controller.CPU, "cpu.rt_period_us")).isEqualTo("500000");
        }
    }

    @Test
    void memoryNotice_outOfMemory_isHeardWhileItRuns() throws Exception {
        try (ContainerCgroup group = manager.create("c1", memory(16));
                GroupNotice notice = group.memoryNotice().orElseThrow()) {
            assertThat(group.outOfMemory()).isZero();
            Process process = start(group, "head -c 200000000 /dev/zero | tail >/dev/null; exec sleep 1000");
            CountDownLatch heard = new CountDownLatch(1);
            try (Poller poller = new Poller()) {
                poller.watch(notice.fd(), heard::countDown);
                poller.poll((int) (SECONDS * 1000));
            }
            assertThat(heard.getCount()).isZero();
            notice.take();

            assertThat(GroupFiles.eventually(Duration.ofSeconds(SECONDS), () -> group.outOfMemory() > 0))
                    .isTrue();
            assertThat(process.isAlive()).isTrue();
            group.kill();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void usage_busyProcess_isCounted() throws Exception {
        Resources limits = Resources.builder()
                .memory(ByteSize.mebibytes(64))
                .pids(20)
                .cpus(0.5)
                .build();
        try (ContainerCgroup group = manager.create("c1", limits)) {
            Process process = start(group, "timeout 1 sh -c 'while :; do :; done'; echo done; exec sleep 1000");
            assertThat(process.getInputStream().read()).isEqualTo('d');

            Stats stats = ContainerUsage.read(group, OptionalInt.of((int) process.pid()));

            assertThat(stats.cpu().total()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2L * SECONDS));
            assertThat(stats.cpu().user().plus(stats.cpu().kernel())).isPositive();
            assertThat(stats.cpu().throttledPeriods()).isPositive();
            assertThat(stats.cpu().throttled()).isPositive();
            assertThat(stats.cpu().online()).isPositive();
            assertThat(stats.cpu().system()).isGreaterThan(stats.cpu().total());
            assertThat(stats.memory().limit()).isEqualTo(64 << 20);
            assertThat(stats.memory().usage()).isPositive();
            assertThat(stats.memory().used()).isLessThanOrEqualTo(stats.memory().usage());
            assertThat(stats.memory().details()).containsKey("inactive_file");
            assertThat(stats.pids().current()).isPositive();
            assertThat(stats.pids().limit()).hasValue(20);
            assertThat(stats.networks()).containsKey("lo");
            group.kill();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Process start(ContainerCgroup group, String script) throws IOException {
        List<Path> doors = new ArrayList<>(group.tasks());
        group.unifiedDirectory().ifPresent(directory -> doors.add(directory.resolve("cgroup.procs")));
        StringBuilder enter = new StringBuilder("set -e; ");
        doors.forEach(door -> enter.append("echo 0 > ").append(door).append("; "));
        return new ProcessBuilder("/bin/sh", "-c", enter + "set +e; " + script)
                .redirectErrorStream(true)
                .start();
    }
}
