// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.HostRequirementException;
import io.jebena.value.ByteSize;
import io.jebena.value.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitFilesTest {
    private static final Resources EVERYTHING = Resources.builder()
            .memory(m -> m.limit(ByteSize.mebibytes(100))
                    .swap(ByteSize.mebibytes(150))
                    .reservation(ByteSize.mebibytes(50)))
            .cpu(c -> c.quota(20_000).period(50_000).shares(512).cpuset("0-1").memoryNodes("0"))
            .pids(7)
            .blockIo(io -> io.weight(500)
                    .deviceWeights(Map.of("/dev/a", 10L))
                    .readBytes(Map.of("/dev/a", 1000L))
                    .writeOperations(Map.of("/dev/a", 2L, "/dev/b", 3L)))
            .hugePages(Map.of(ByteSize.mebibytes(2), ByteSize.mebibytes(8)))
            .build();

    @Test
    void of_everythingVersion1_isWrittenInTheKernelsOrder() {
        assertThat(lines(EVERYTHING, false))
                .containsExactlyInAnyOrder(
                        "cpu.shares=512",
                        "cpu.cfs_period_us=50000",
                        "cpu.cfs_quota_us=20000",
                        "cpuset.cpus=0-1",
                        "cpuset.mems=0",
                        "memory.limit_in_bytes=104857600",
                        "memory.memsw.limit_in_bytes=157286400",
                        "memory.soft_limit_in_bytes=52428800",
                        "pids.max=7",
                        "hugetlb.2MB.limit_in_bytes=8388608",
                        "hugetlb.2MB.rsvd.limit_in_bytes=8388608",
                        "blkio.weight=500",
                        "blkio.weight_device=8:1 10",
                        "blkio.throttle.read_bps_device=8:1 1000",
                        "blkio.throttle.write_iops_device=8:1 2",
                        "blkio.throttle.write_iops_device=8:2 3")
                .containsSubsequence("cpu.cfs_period_us=50000", "cpu.cfs_quota_us=20000")
                .containsSubsequence("memory.limit_in_bytes=104857600", "memory.memsw.limit_in_bytes=157286400");
    }

    @Test
    void of_everythingVersion2_isConverted() {
        assertThat(lines(EVERYTHING, true))
                .containsExactlyInAnyOrder(
                        "cpu.weight=" + LimitFiles.cpuWeight(512),
                        "cpu.max=20000 50000",
                        "cpuset.cpus=0-1",
                        "cpuset.mems=0",
                        "memory.max=104857600",
                        "memory.swap.max=52428800",
                        "memory.low=52428800",
                        "pids.max=7",
                        "hugetlb.2MB.max=8388608",
                        "hugetlb.2MB.rsvd.max=8388608",
                        "io.bfq.weight=500",
                        "io.bfq.weight=8:1 10",
                        "io.max=8:1 rbps=1000 wbps=max riops=max wiops=2",
                        "io.max=8:2 rbps=max wbps=max riops=max wiops=3");
    }

    @Test
    void of_blockIoWeight_hasTheFileOfTheOtherSchedulerToo() {
        assertThat(all(EVERYTHING, true).stream()
                        .map(Setting::otherwise)
                        .filter(java.util.Objects::nonNull)
                        .map(s -> s.file() + "=" + s.value()))
                .containsExactly("io.weight=4950", "io.weight=8:1 1");
        assertThat(all(EVERYTHING, false).stream()
                        .map(Setting::otherwise)
                        .filter(java.util.Objects::nonNull)
                        .map(s -> s.file() + "=" + s.value()))
                .containsExactly("blkio.bfq.weight=500", "blkio.bfq.weight_device=8:1 10");
    }

    @Test
    void of_memoryAlone_allowsAsMuchSwapAgainWhereTheKernelCountsIt() {
        Resources limits = Resources.builder().memory(ByteSize.mebibytes(8)).build();

        assertThat(lines(limits, false))
                .containsExactly("memory.limit_in_bytes=8388608", "memory.memsw.limit_in_bytes=16777216");
        assertThat(lines(limits, true)).containsExactly("memory.max=8388608", "memory.swap.max=8388608");
        assertThat(all(limits, false)).extracting(Setting::demanded).containsExactly(true, false);
        assertThat(all(limits, true)).extracting(Setting::demanded).containsExactly(true, false);
    }

    @Test
    void of_swapWithoutLimit_isTheKernelsWordForIt() {
        Resources limits = Resources.builder()
                .memory(m -> m.limit(ByteSize.mebibytes(8)).unlimitedSwap(true))
                .build();

        assertThat(lines(limits, false))
                .containsExactly("memory.limit_in_bytes=8388608", "memory.memsw.limit_in_bytes=-1");
        assertThat(lines(limits, true)).containsExactly("memory.max=8388608", "memory.swap.max=max");
    }

    @Test
    void of_whatVersion2DoesNotHave_isRefusedAndNotForgotten() {
        Resources swappy = Resources.builder().memory(m -> m.swappiness(10)).build();
        Resources waiting = Resources.builder()
                .memory(m -> m.limit(ByteSize.mebibytes(8)).oomKillDisabled(true))
                .build();
        Resources realtime =
                Resources.builder().cpu(c -> c.realtimeRuntime(1000)).build();

        for (Resources limits : List.of(swappy, waiting, realtime)) {
            assertThatThrownBy(() -> lines(limits, true))
                    .isInstanceOf(HostRequirementException.class)
                    .hasMessageContaining("version 2");
        }
        assertThat(lines(swappy, false)).containsExactly("memory.swappiness=10");
        assertThat(lines(waiting, false)).contains("memory.oom_control=1");
        assertThat(lines(realtime, false)).containsExactly("cpu.rt_period_us=1000000", "cpu.rt_runtime_us=1000");
    }

    @Test
    void controllers_limits_areThoseThatHoldThem() {
        assertThat(LimitFiles.controllers(EVERYTHING))
                .containsExactlyInAnyOrder(
                        Controller.CPU,
                        Controller.CPUSET,
                        Controller.MEMORY,
                        Controller.PIDS,
                        Controller.IO,
                        Controller.HUGETLB);
        assertThat(LimitFiles.controllers(Resources.UNLIMITED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1000", "0.5, 50000", "1.5, 150000", "2, 200000", "0.333, 33300"})
    void of_cpus_isAQuotaOfTenthsOfASecond(double cpus, long quota) {
        Resources limits = Resources.builder().cpus(cpus).build();

        assertThat(lines(limits, true)).containsExactly("cpu.max=" + quota + " 100000");
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "1024, 100", "262144, 10000", "768, 75", "256, 25", "512, 50", "2048, 200"})
    void cpuWeight_shares_areInProportionToTheDefaultsOfBothVersions(long shares, long weight) {
        assertThat(LimitFiles.cpuWeight(shares)).isEqualTo(weight);
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "1000, 10000", "500, 4950"})
    void ioWeight_version1_isStretched(long weight, long converted) {
        assertThat(BlockIoFiles.stretched(weight)).isEqualTo(converted);
    }

    @Test
    void of_nothing_writesNothing() {
        assertThat(lines(Resources.UNLIMITED, true)).isEmpty();
        assertThat(lines(Resources.UNLIMITED, false)).isEmpty();
    }

    private static List<Setting> all(Resources limits, boolean unified) {
        List<Setting> settings = new ArrayList<>();
        for (Controller controller : Controller.values()) {
            settings.addAll(LimitFiles.of(limits, controller, unified, path -> path.endsWith("a") ? "8:1" : "8:2"));
        }
        return settings;
    }

    private static List<String> lines(Resources limits, boolean unified) {
        return all(limits, unified).stream()
                .map(setting -> setting.file() + "=" + setting.value())
                .toList();
    }
}
