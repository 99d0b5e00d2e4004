// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.error.HostRequirementException;
import io.jebena.value.ByteSize;
import io.jebena.value.CpuLimits;
import io.jebena.value.MemoryLimits;
import io.jebena.value.Resources;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Turns limits into the values of kernel files, version 1 (Documentation/admin-guide/cgroup-v1) or version 2
 * (cgroup-v2.rst).
 */
final class LimitFiles {
    /** The period that processor time is handed out in, in microseconds: Docker's and the kernel's default. */
    private static final long PERIOD = 100_000;

    private static final long REALTIME_PERIOD = 1_000_000;

    private static final long MAX_WEIGHT = 10_000;

    private LimitFiles() {}

    /** The controllers without which the limits cannot be held. */
    static Set<Controller> controllers(Resources limits) {
        Set<Controller> needed = EnumSet.noneOf(Controller.class);
        CpuLimits cpu = limits.cpuLimits();
        if (!limits.memoryLimits().equals(MemoryLimits.NONE)) {
            needed.add(Controller.MEMORY);
        }
        if (cpu.cpus().isPresent()
                || cpu.quota().isPresent()
                || cpu.period().isPresent()
                || cpu.shares().isPresent()
                || realtime(cpu)) {
            needed.add(Controller.CPU);
        }
        if (cpu.cpuset().isPresent() || cpu.memoryNodes().isPresent()) {
            needed.add(Controller.CPUSET);
        }
        if (limits.pids().isPresent()) {
            needed.add(Controller.PIDS);
        }
        if (!limits.blockIo().equals(io.jebena.value.BlockIoLimits.NONE)) {
            needed.add(Controller.IO);
        }
        if (!limits.hugePages().isEmpty()) {
            needed.add(Controller.HUGETLB);
        }
        return needed;
    }

    private static boolean realtime(CpuLimits cpu) {
        return cpu.realtimePeriod().isPresent() || cpu.realtimeRuntime().isPresent();
    }

    /**
     * The settings of a controller in the order in which the kernel accepts them for a new group.
     *
     * @param device turns the path of a block device into its number, {@code 8:0}
     */
    static List<Setting> of(Resources limits, Controller controller, boolean unified, UnaryOperator<String> device) {
        List<Setting> settings = new ArrayList<>();
        switch (controller) {
            case MEMORY -> memory(limits.memoryLimits(), unified, settings);
            case CPU -> cpu(limits.cpuLimits(), unified, settings);
            case CPUSET -> {
                CpuLimits cpu = limits.cpuLimits();
                cpu.cpuset().ifPresent(list -> settings.add(Setting.of(controller, "cpuset.cpus", list, "")));
                cpu.memoryNodes().ifPresent(list -> settings.add(Setting.of(controller, "cpuset.mems", list, "")));
            }
            case PIDS -> limits.pids().ifPresent(most -> settings.add(Setting.of(controller, "pids.max", most, "max")));
            case IO -> BlockIoFiles.add(limits.blockIo(), unified, device, settings);
            case HUGETLB ->
                limits.hugePages().forEach((page, most) -> hugePages(page, most.toBytes(), unified, settings));
            case CPUACCT, DEVICES, FREEZER -> {}
        }
        return settings;
    }

    private static void memory(MemoryLimits limits, boolean unified, List<Setting> settings) {
        Controller controller = Controller.MEMORY;
        OptionalLong most = bytes(limits.limit());
        most.ifPresent(bytes -> settings.add(
                unified
                        ? Setting.of(controller, "memory.max", bytes, "max")
                        : Setting.of(controller, "memory.limit_in_bytes", bytes, -1)));
        most.ifPresent(bytes -> settings.add(swap(limits, bytes, unified)));
        bytes(limits.reservation())
                .ifPresent(bytes -> settings.add(
                        unified
                                ? Setting.of(controller, "memory.low", bytes, 0)
                                : Setting.of(controller, "memory.soft_limit_in_bytes", bytes, -1)));
        if (unified && (limits.swappiness().isPresent() || limits.oomKillDisabled())) {
            throw new HostRequirementException(
                    (limits.oomKillDisabled() ? "waiting instead of being killed when memory is used up" : "swappiness")
                            + " is a setting of cgroup version 1, and this host's memory controller is version 2's",
                    "leave the setting out");
        }
        limits.swappiness()
                .ifPresent(percent -> settings.add(Setting.of(controller, "memory.swappiness", percent, 60)));
        if (limits.oomKillDisabled()) {
            settings.add(Setting.of(controller, "memory.oom_control", 1, 0));
        }
    }

    /** As much swap as memory may be used besides if nothing else is said, as with Docker. */
    private static Setting swap(MemoryLimits limits, long memory, boolean unified) {
        boolean demanded = limits.swap().isPresent() || limits.unlimitedSwap();
        long total = bytes(limits.swap()).orElse(2 * memory);
        String file = unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
        String unlimited = unified ? "max" : "-1";
        String value = limits.unlimitedSwap() ? unlimited : Long.toString(unified ? total - memory : total);
        Setting setting = Setting.of(Controller.MEMORY, file, value, unlimited);
        return demanded ? setting : setting.ifThere();
    }

    private static OptionalLong bytes(java.util.Optional<ByteSize> size) {
        return size.isPresent() ? OptionalLong.of(size.get().toBytes()) : OptionalLong.empty();
    }

    private static void cpu(CpuLimits limits, boolean unified, List<Setting> settings) {
        Controller controller = Controller.CPU;
        limits.shares()
                .ifPresent(shares -> settings.add(
                        unified
                                ? Setting.of(controller, "cpu.weight", cpuWeight(shares), 100)
                                : Setting.of(controller, "cpu.shares", shares, 1024)));
        if (limits.cpus().isPresent()) {
            quota(Math.round(limits.cpus().getAsDouble() * PERIOD), PERIOD, unified, settings);
        } else if (limits.quota().isPresent() || limits.period().isPresent()) {
            quota(limits.quota().orElse(-1), limits.period().orElse(PERIOD), unified, settings);
        }
        if (realtime(limits) && unified) {
            throw new HostRequirementException(
                    "real-time processor time is a limit of cgroup version 1, and this host's cpu controller is version 2's",
                    "leave the limit out");
        }
        if (realtime(limits)) {
            long period = limits.realtimePeriod().orElse(REALTIME_PERIOD);
            settings.add(Setting.of(controller, "cpu.rt_period_us", period, REALTIME_PERIOD));
            limits.realtimeRuntime()
                    .ifPresent(runtime -> settings.add(Setting.of(controller, "cpu.rt_runtime_us", runtime, 0)));
        }
    }

    private static void quota(long quota, long period, boolean unified, List<Setting> settings) {
        Controller controller = Controller.CPU;
        if (unified) {
            String value = (quota == -1 ? "max" : Long.toString(quota)) + " " + period;
            settings.add(Setting.of(controller, "cpu.max", value, "max " + PERIOD));
        } else {
            settings.add(Setting.of(controller, "cpu.cfs_period_us", period, PERIOD));
            settings.add(Setting.of(controller, "cpu.cfs_quota_us", quota, -1));
        }
    }

    /** Pages may be reserved before they are touched, which newer kernels count too. */
    private static void hugePages(ByteSize page, long most, boolean unified, List<Setting> settings) {
        String size = pageName(page.toBytes());
        String end = unified ? "max" : "limit_in_bytes";
        Object reset = unified ? "max" : Long.valueOf(Long.MAX_VALUE);
        settings.add(Setting.of(Controller.HUGETLB, "hugetlb." + size + "." + end, most, reset));
        settings.add(Setting.of(Controller.HUGETLB, "hugetlb." + size + ".rsvd." + end, most, reset)
                .ifThere());
    }

    /** As the kernel writes it: 2MB, 1GB, 64KB. */
    private static String pageName(long bytes) {
        if (bytes >= 1L << 30) {
            return (bytes >> 30) + "GB";
        }
        return bytes >= 1L << 20 ? (bytes >> 20) + "MB" : (bytes >> 10) + "KB";
    }

    /**
     * In proportion, so that 3:1 in shares is 3:1 in time as with version 1, around the default of both, 1024 and 100. The
     * curve that some runtimes use to fit the whole range makes 2.3:1 of it; here what lies beyond the range is cut.
     */
    static long cpuWeight(long shares) {
        return Math.min(MAX_WEIGHT, Math.max(1, Math.round(shares * 100 / 1024.0)));
    }
}
