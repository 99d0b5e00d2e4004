// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

/** What the kernel can account or limit for a group. */
public enum Controller {
    /** Processor time. */
    CPU("cpu", "cpu"),
    /** Counting processor time; version 2 has no such controller, for each of its groups does that. */
    CPUACCT("cpuacct", ""),
    /** Which processors and memory nodes. */
    CPUSET("cpuset", "cpuset"),
    /** Memory and swap. */
    MEMORY("memory", "memory"),
    /** The number of processes and threads. */
    PIDS("pids", "pids"),
    /** Memory in huge pages. */
    HUGETLB("hugetlb", "hugetlb"),
    /** Block devices. */
    IO("blkio", "io"),
    /** Which devices may be opened; in version 2 a BPF program does this, without a controller. */
    DEVICES("devices", ""),
    /** Stopping all processes at once; in version 2 every group can do it, without a controller. */
    FREEZER("freezer", "");

    private final String legacyName;
    private final String unifiedName;

    Controller(String legacyName, String unifiedName) {
        this.legacyName = legacyName;
        this.unifiedName = unifiedName;
    }

    /**
     * The name in version 1, which is also the one in the paths of its hierarchies.
     *
     * @return such as {@code blkio}
     */
    public String legacyName() {
        return legacyName;
    }

    /** The name in version 2; empty where every group has it. */
    String unifiedName() {
        return unifiedName;
    }
}
