// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import static io.jebena.linux.cgroup.CgroupLimits.UNSET;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns limits into the values of kernel files, version 1 (Documentation/admin-guide/cgroup-v1) or version 2
 * (cgroup-v2.rst).
 */
final class LimitFiles {
    /**
     * One value for one file.
     *
     * @param controller whose file it is
     * @param file its name
     * @param value what to write
     * @param demanded false where a kernel that lacks the file will do, since nobody asked for it by name
     */
    record Setting(Controller controller, String file, String value, boolean demanded) {}

    /** Beyond these the conversion of shares to a weight would leave the kernel's range. */
    private static final long MIN_SHARES = 2;

    private static final long MAX_SHARES = 262_144;

    private LimitFiles() {}

    /** The settings of a controller in the order in which the kernel accepts them. */
    static List<Setting> of(CgroupLimits limits, Controller controller, boolean unified) {
        List<Setting> settings = new ArrayList<>();
        switch (controller) {
            case MEMORY -> memory(limits, unified, settings);
            case CPU -> cpu(limits, unified, settings);
            case CPUSET -> {
                if (limits.cpus() != null) {
                    settings.add(new Setting(controller, "cpuset.cpus", limits.cpus(), true));
                }
                if (limits.memoryNodes() != null) {
                    settings.add(new Setting(controller, "cpuset.mems", limits.memoryNodes(), true));
                }
            }
            case PIDS -> {
                if (limits.pids() != UNSET) {
                    settings.add(new Setting(controller, "pids.max", number(limits.pids()), true));
                }
            }
            case IO -> {
                if (limits.ioWeight() != UNSET) {
                    settings.add(
                            unified
                                    ? new Setting(controller, "io.weight", number(ioWeight(limits.ioWeight())), true)
                                    : new Setting(controller, "blkio.weight", number(limits.ioWeight()), true));
                }
            }
            case CPUACCT, DEVICES, FREEZER -> {}
        }
        return settings;
    }

    private static void memory(CgroupLimits limits, boolean unified, List<Setting> settings) {
        Controller controller = Controller.MEMORY;
        if (limits.memory() != UNSET) {
            String file = unified ? "memory.max" : "memory.limit_in_bytes";
            settings.add(new Setting(controller, file, number(limits.memory()), true));
        }
        long total = limits.memoryAndSwap();
        if (total != UNSET && !unified) {
            settings.add(new Setting(controller, "memory.memsw.limit_in_bytes", number(total), limits.swapDemanded()));
        } else if (total != UNSET) {
            String swap = total == -1 ? "max" : number(total - Math.max(0, limits.memory()));
            settings.add(new Setting(controller, "memory.swap.max", swap, limits.swapDemanded()));
        }
        if (limits.reservation() != UNSET) {
            String file = unified ? "memory.low" : "memory.soft_limit_in_bytes";
            settings.add(new Setting(controller, file, number(limits.reservation()), true));
        }
    }

    private static void cpu(CgroupLimits limits, boolean unified, List<Setting> settings) {
        Controller controller = Controller.CPU;
        if (limits.cpuShares() != UNSET) {
            settings.add(
                    unified
                            ? new Setting(controller, "cpu.weight", number(cpuWeight(limits.cpuShares())), true)
                            : new Setting(controller, "cpu.shares", number(limits.cpuShares()), true));
        }
        if (limits.cpuQuota() != UNSET && unified) {
            settings.add(new Setting(controller, "cpu.max", limits.cpuQuota() + " " + limits.cpuPeriod(), true));
        } else if (limits.cpuQuota() != UNSET) {
            settings.add(new Setting(controller, "cpu.cfs_period_us", number(limits.cpuPeriod()), true));
            settings.add(new Setting(controller, "cpu.cfs_quota_us", number(limits.cpuQuota()), true));
        }
    }

    /** The curve that recent runtimes use: it meets 2 = 1, 1024 = 100 (both defaults) and 262144 = 10000. */
    static long cpuWeight(long shares) {
        if (shares <= MIN_SHARES) {
            return 1;
        }
        if (shares >= MAX_SHARES) {
            return 10_000;
        }
        double l = Math.log((double) shares) / Math.log(2);
        // the curve meets whole numbers, which floating point may miss from above
        return (long) Math.ceil(Math.pow(10, (l * l + 125 * l) / 612.0 - 7.0 / 34.0) - 1e-9);
    }

    /** 10 to 1000 becomes 1 to 10000. */
    static long ioWeight(long weight) {
        return 1 + (weight - 10) * 9999 / 990;
    }

    private static String number(long value) {
        return Long.toString(value);
    }
}
