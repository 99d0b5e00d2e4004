// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.value.ByteSize;
import io.jebena.value.Resources;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitFilesTest {
    private static final CgroupLimits EVERYTHING = CgroupLimits.builder()
            .memory(100)
            .memoryAndSwap(150)
            .memoryReservation(50)
            .cpuQuota(20_000, 50_000)
            .cpuShares(512)
            .cpus("0-1")
            .memoryNodes("0")
            .pids(7)
            .ioWeight(500)
            .build();

    @Test
    void of_everythingVersion1_isWrittenInTheKernelsOrder() {
        assertThat(lines(EVERYTHING, false))
                .containsExactly(
                        "cpu.shares=512",
                        "cpu.cfs_period_us=50000",
                        "cpu.cfs_quota_us=20000",
                        "cpuset.cpus=0-1",
                        "cpuset.mems=0",
                        "memory.limit_in_bytes=100",
                        "memory.memsw.limit_in_bytes=150",
                        "memory.soft_limit_in_bytes=50",
                        "pids.max=7",
                        "blkio.weight=500");
    }

    @Test
    void of_everythingVersion2_isConverted() {
        assertThat(lines(EVERYTHING, true))
                .containsExactly(
                        "cpu.weight=" + LimitFiles.cpuWeight(512),
                        "cpu.max=20000 50000",
                        "cpuset.cpus=0-1",
                        "cpuset.mems=0",
                        "memory.max=100",
                        "memory.swap.max=50",
                        "memory.low=50",
                        "pids.max=7",
                        "io.weight=4950");
    }

    @Test
    void of_memoryAlone_allowsAsMuchSwapAgainWhereTheKernelCountsIt() {
        CgroupLimits limits = CgroupLimits.of(
                Resources.builder().memory(ByteSize.mebibytes(8)).build());

        assertThat(LimitFiles.of(limits, Controller.MEMORY, false))
                .containsExactly(
                        new LimitFiles.Setting(Controller.MEMORY, "memory.limit_in_bytes", "8388608", true),
                        new LimitFiles.Setting(Controller.MEMORY, "memory.memsw.limit_in_bytes", "16777216", false));
        assertThat(LimitFiles.of(limits, Controller.MEMORY, true))
                .containsExactly(
                        new LimitFiles.Setting(Controller.MEMORY, "memory.max", "8388608", true),
                        new LimitFiles.Setting(Controller.MEMORY, "memory.swap.max", "8388608", false));
    }

    @Test
    void of_swapWithoutLimit_isTheKernelsWordForIt() {
        CgroupLimits limits =
                CgroupLimits.builder().memory(100).memoryAndSwap(-1).build();

        assertThat(lines(limits, false)).containsExactly("memory.limit_in_bytes=100", "memory.memsw.limit_in_bytes=-1");
        assertThat(lines(limits, true)).containsExactly("memory.max=100", "memory.swap.max=max");
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1000", "0.5, 50000", "1.5, 150000", "2, 200000", "0.333, 33300"})
    void of_cpus_isAQuotaOfTenthsOfASecond(double cpus, long quota) {
        CgroupLimits limits = CgroupLimits.of(Resources.builder().cpus(cpus).build());

        assertThat(lines(limits, true)).containsExactly("cpu.max=" + quota + " 100000");
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "1024, 100", "262144, 10000", "1, 1", "300000, 10000", "3, 2", "512, 59", "2048, 174"})
    void cpuWeight_shares_meetTheDefaultsOfBothVersions(long shares, long weight) {
        assertThat(LimitFiles.cpuWeight(shares)).isEqualTo(weight);
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "1000, 10000", "500, 4950"})
    void ioWeight_version1_isStretched(long weight, long converted) {
        assertThat(LimitFiles.ioWeight(weight)).isEqualTo(converted);
    }

    @Test
    void of_nothing_writesNothing() {
        assertThat(lines(CgroupLimits.of(Resources.UNLIMITED), true)).isEmpty();
        assertThat(CgroupLimits.NONE.controllers()).isEmpty();
    }

    private static List<String> lines(CgroupLimits limits, boolean unified) {
        List<String> lines = new ArrayList<>();
        for (Controller controller : Controller.values()) {
            for (LimitFiles.Setting setting : LimitFiles.of(limits, controller, unified)) {
                lines.add(setting.file() + "=" + setting.value());
            }
        }
        lines.sort(java.util.Comparator.comparingInt(LimitFilesTest::rank));
        return lines;
    }

    /** Groups the lines as the tests list them, without changing the order within a controller. */
    private static int rank(String line) {
        return List.of("cpu", "cpuset", "memory", "pids", "blkio", "io").indexOf(line.substring(0, line.indexOf('.')));
    }
}
