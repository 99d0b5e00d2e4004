// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import static io.jebena.linux.proc.Host.need;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.KernelException;
import io.jebena.linux.fd.KernelFile;
import io.jebena.value.ByteSize;
import io.jebena.value.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups and limits of the kernel that runs the test, whichever version of cgroups it has. */
@org.junit.jupiter.api.Tag("guest")
class CgroupKernelIT {
    private static final long SECONDS = 60L * Integer.getInteger("jebena.test.timeoutScale", 1);

    private final String engine = "it" + UUID.randomUUID().toString().substring(0, 8);
    private final CgroupLayout layout = CgroupLayout.detect();
    private final CgroupManager manager = new CgroupManager(layout, engine);

    @BeforeEach
    void needsGroups() {
        for (Controller controller : CgroupManager.DEFAULT) {
            need(
                    layout.hierarchy(controller).isPresent(),
                    "no groups of " + controller + " can be made here (run as root): " + layout);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        manager.close();
        for (CgroupHierarchy tree : layout.hierarchies()) {
            assertThat(tree.base().resolve("jebena-" + engine)).doesNotExist();
            assertThat(tree.base().resolve("jebena.members")).doesNotExist();
        }
    }

    @Test
    void create_memoryCpusAndPids_areInTheKernelsFiles() {
        Resources resources = Resources.builder()
                .memory(ByteSize.mebibytes(64))
                .cpus(1.5)
                .pids(77)
                .build();
        try (ContainerCgroup group = manager.create("c1", resources)) {
            assertThat(value(group, Controller.PIDS, "pids.max")).isEqualTo("77");
            if (unified(Controller.MEMORY)) {
                assertThat(value(group, Controller.MEMORY, "memory.max")).isEqualTo("67108864");
                if (Files.exists(
                        group.directory(Controller.MEMORY).orElseThrow().resolve("memory.swap.max"))) {
                    assertThat(value(group, Controller.MEMORY, "memory.swap.max"))
                            .isEqualTo("67108864");
                }
                assertThat(value(group, Controller.CPU, "cpu.max")).isEqualTo("150000 100000");
            } else {
                assertThat(value(group, Controller.MEMORY, "memory.limit_in_bytes"))
                        .isEqualTo("67108864");
                assertThat(value(group, Controller.MEMORY, "memory.memsw.limit_in_bytes"))
                        .isEqualTo("134217728");
                assertThat(value(group, Controller.CPU, "cpu.cfs_quota_us")).isEqualTo("150000");
                assertThat(value(group, Controller.CPU, "cpu.cfs_period_us")).isEqualTo("100000");
            }
        }
    }

    @Test
    void create_sharesAndProcessors_areInTheKernelsFiles() {
        need(layout.hierarchy(Controller.CPUSET).isPresent(), "no cpuset controller");
        Resources limits = Resources.builder()
                .cpu(c -> c.shares(512).cpuset("0"))
                .memory(m -> m.reservation(ByteSize.mebibytes(32)))
                .build();
        try (ContainerCgroup group = manager.create("c1", limits)) {
            assertThat(value(group, Controller.CPUSET, "cpuset.cpus")).isEqualTo("0");
            boolean unified = unified(Controller.CPU);
            assertThat(value(group, Controller.CPU, unified ? "cpu.weight" : "cpu.shares"))
                    .isEqualTo(unified ? Long.toString(LimitFiles.cpuWeight(512)) : "512");
            assertThat(value(group, Controller.MEMORY, unified ? "memory.low" : "memory.soft_limit_in_bytes"))
                    .isEqualTo(Integer.toString(32 << 20));
            assertThat(run(group, "grep -q '^Cpus_allowed_list:.0$' /proc/self/status"))
                    .isZero();
        }
    }

    @Test
    void create_processAboveItsMemory_isKilledAndCounted() {
        Resources limits = Resources.builder().memory(ByteSize.mebibytes(16)).build();
        try (ContainerCgroup group = manager.create("c1", limits)) {
            assertThat(group.outOfMemoryKills()).isZero();
            // tail keeps the one endless line in memory
            assertThat(run(group, "head -c 200000000 /dev/zero | tail > /dev/null"))
                    .isNotZero();
            assertThat(group.outOfMemoryKills()).isPositive();
        }
    }

    @Test
    void create_processThatForksOnAndOn_stopsAtItsPids() {
        Resources limits = Resources.builder().pids(8).build();
        try (ContainerCgroup group = manager.create("c1", limits)) {
            int status = run(group, "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 1000 & done; exit 0");
            assertThat(status).isNotZero();
            assertThat(group.pids()).isNotEmpty().hasSizeLessThanOrEqualTo(8);
            assertThat(group.kill()).isTrue();
            assertThat(group.pids()).isEmpty();
        }
    }

    @Test
    void create_busyProcess_isThrottledToItsCpus() {
        Resources limits = Resources.builder().cpus(0.1).build();
        try (ContainerCgroup group = manager.create("c1", limits)) {
            run(group, "timeout 1 sh -c 'while :; do :; done'");
            assertThat(statistic(group, "nr_throttled")).isPositive();
        }
    }

    @Test
    void kill_processesThatForkAllTheTime_leavesNone() throws Exception {
        Resources limits = Resources.builder().pids(100).build();
        try (ContainerCgroup group = manager.create("c1", limits)) {
            Process bomb = start(group, "while :; do sh -c 'sleep 1000 & sleep 1000' & done 2>/dev/null");
            assertThat(GroupFiles.eventually(
                            java.time.Duration.ofSeconds(SECONDS),
                            () -> group.pids().size() > 20))
                    .isTrue();

            assertThat(group.kill()).isTrue();

            assertThat(bomb.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(group.pids()).isEmpty();
        }
    }

    @Test
    void create_limitThatTheKernelRefuses_namesFileAndValueAndLeavesNothing() {
        Resources limits = Resources.builder().pids(5_000_000).build();

        assertThatThrownBy(() -> manager.create("c1", limits))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("pids.max")
                .hasMessageContaining("\"5000000\"");
        for (CgroupHierarchy tree : layout.hierarchies()) {
            assertThat(tree.base().resolve("jebena-" + engine + "/c1")).doesNotExist();
        }
    }

    @Test
    void create_sameIdTwice_isRefusedAndTheFirstStays() {
        try (ContainerCgroup group = manager.create("c1", Resources.UNLIMITED)) {
            assertThatThrownBy(() -> manager.create("c1", Resources.UNLIMITED)).isInstanceOf(KernelException.class);
            assertThat(group.directories()).isNotEmpty().allMatch(Files::isDirectory);
        }
    }

    @Test
    void create_withoutLimits_usesTheDefaultTreesOnly() {
        try (ContainerCgroup group = manager.create("c1", Resources.UNLIMITED)) {
            for (Controller controller : CgroupManager.DEFAULT) {
                assertThat(group.directory(controller)).as("%s", controller).isPresent();
            }
            assertThat(group.directories()).allMatch(Files::isDirectory);
            assertThat(group.unified().isPresent()).isEqualTo(layout.mode() == CgroupLayout.Mode.UNIFIED);
        }
    }

    @Test
    void destroy_engineThatIsGone_endsItsProcessesAndItsGroups() throws Exception {
        ContainerCgroup group = manager.create("c1", Resources.UNLIMITED);
        Process process = start(group, "exec sleep 1000");
        assertThat(GroupFiles.eventually(java.time.Duration.ofSeconds(SECONDS), () -> !group.pids()
                        .isEmpty()))
                .isTrue();
        CgroupManager other = new CgroupManager(layout, "other-" + engine);
        assertThat(other.listEngineParents()).contains(engine).doesNotContain("other-" + engine);

        other.destroy(engine);

        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(other.listEngineParents()).doesNotContain(engine);
        assertThat(group.directories()).noneMatch(Files::exists);
    }

    @Test
    void remove_processInside_failsNamingItThenSucceedsWhenItIsGone() throws Exception {
        ContainerCgroup group = manager.create("c1", Resources.UNLIMITED);
        Process process = start(group, "exec sleep 1000");
        assertThat(GroupFiles.eventually(java.time.Duration.ofSeconds(SECONDS), () -> !group.pids()
                        .isEmpty()))
                .isTrue();

        assertThatThrownBy(() -> GroupFiles.remove(group.directories(), java.time.Duration.ofMillis(20)))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("[" + process.pid() + "]");

        assertThat(group.kill()).isTrue();
        group.remove();
        group.remove();
        assertThat(group.directories()).noneMatch(Files::exists);
    }

    private boolean unified(Controller controller) {
        return layout.hierarchy(controller).orElseThrow().unified();
    }

    private static String value(ContainerCgroup group, Controller controller, String file) {
        return KernelFile.read(group.directory(controller).orElseThrow().resolve(file))
                .strip();
    }

    private static long statistic(ContainerCgroup group, String name) {
        return value(group, Controller.CPU, "cpu.stat")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .sum();
    }

    private static int run(ContainerCgroup group, String script) {
        try {
            Process process = start(group, script);
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process start(ContainerCgroup group, String script) throws IOException {
        List<Path> doors = new ArrayList<>(group.tasks());
        group.unifiedDirectory().ifPresent(directory -> doors.add(directory.resolve("cgroup.procs")));
        StringBuilder enter = new StringBuilder("set -e; ");
        doors.forEach(door -> enter.append("echo 0 > ").append(door).append("; "));
        return new ProcessBuilder("/bin/sh", "-c", enter + "set +e; " + script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
