// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.value.ByteSize;
import io.jebena.value.Resources;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a group may use, in the kernel's own terms; what is not set is not limited. Immutable.
 */
public final class CgroupLimits {
    /** No limits. */
    public static final CgroupLimits NONE = builder().build();

    /** The period that processor time is handed out in, in microseconds: Docker's and the kernel's default. */
    private static final long PERIOD = 100_000;

    /** Marks a number that was not set. */
    static final long UNSET = Long.MIN_VALUE;

    private final Builder set;

    private CgroupLimits(Builder set) {
        this.set = set;
    }

    /**
     * The limits that a container asks for; memory and swap together may be twice the memory, as with Docker.
     *
     * @param resources what it asks for
     * @return the limits
     */
    public static CgroupLimits of(Resources resources) {
        Builder builder = builder();
        resources.memory().map(ByteSize::toBytes).ifPresent(builder::memory);
        resources.cpus().ifPresent(cpus -> builder.cpuQuota(Math.round(cpus * PERIOD), PERIOD));
        resources.pids().ifPresent(builder::pids);
        return builder.build();
    }

    /**
     * Starts without limits.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Memory in bytes, or UNSET. */
    long memory() {
        return set.memory;
    }

    /** Memory and swap in bytes; -1 without limit, UNSET for twice the memory. */
    long memoryAndSwap() {
        return set.memoryAndSwap == UNSET && set.memory != UNSET ? 2 * set.memory : set.memoryAndSwap;
    }

    /** Whether swap was asked for, so that a host which does not count it will not do. */
    boolean swapDemanded() {
        return set.memoryAndSwap != UNSET;
    }

    long reservation() {
        return set.reservation;
    }

    long cpuQuota() {
        return set.cpuQuota;
    }

    long cpuPeriod() {
        return set.cpuPeriod;
    }

    long cpuShares() {
        return set.cpuShares;
    }

    @Nullable
    String cpus() {
        return set.cpus;
    }

    @Nullable
    String memoryNodes() {
        return set.memoryNodes;
    }

    long pids() {
        return set.pids;
    }

    long ioWeight() {
        return set.ioWeight;
    }

    /** The controllers without which the limits cannot be held. */
    Set<Controller> controllers() {
        Set<Controller> needed = EnumSet.noneOf(Controller.class);
        if (set.memory != UNSET || set.memoryAndSwap != UNSET || set.reservation != UNSET) {
            needed.add(Controller.MEMORY);
        }
        if (set.cpuQuota != UNSET || set.cpuShares != UNSET) {
            needed.add(Controller.CPU);
        }
        if (set.cpus != null || set.memoryNodes != null) {
            needed.add(Controller.CPUSET);
        }
        if (set.pids != UNSET) {
            needed.add(Controller.PIDS);
        }
        if (set.ioWeight != UNSET) {
            needed.add(Controller.IO);
        }
        return needed;
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private long memory = UNSET;
        private long memoryAndSwap = UNSET;
        private long reservation = UNSET;
        private long cpuQuota = UNSET;
        private long cpuPeriod = UNSET;
        private long cpuShares = UNSET;
        private @Nullable String cpus;
        private @Nullable String memoryNodes;
        private long pids = UNSET;
        private long ioWeight = UNSET;

        private Builder() {}

        private Builder(Builder other) {
            memory = other.memory;
            memoryAndSwap = other.memoryAndSwap;
            reservation = other.reservation;
            cpuQuota = other.cpuQuota;
            cpuPeriod = other.cpuPeriod;
            cpuShares = other.cpuShares;
            cpus = other.cpus;
            memoryNodes = other.memoryNodes;
            pids = other.pids;
            ioWeight = other.ioWeight;
        }

        /**
         * Limits memory.
         *
         * @param bytes the most, above 0
         * @return this
         */
        public Builder memory(long bytes) {
            memory = bytes;
            return this;
        }

        /**
         * Limits memory and swap together; twice the memory if not set.
         *
         * @param bytes the most, not below the memory limit; -1 for as much swap as there is
         * @return this
         */
        public Builder memoryAndSwap(long bytes) {
            memoryAndSwap = bytes;
            return this;
        }

        /**
         * Keeps memory from being reclaimed below an amount while others have more.
         *
         * @param bytes the amount
         * @return this
         */
        public Builder memoryReservation(long bytes) {
            reservation = bytes;
            return this;
        }

        /**
         * Limits processor time.
         *
         * @param quota microseconds in each period, at least 1000
         * @param period microseconds, 1000 to 1000000
         * @return this
         */
        public Builder cpuQuota(long quota, long period) {
            cpuQuota = quota;
            cpuPeriod = period;
            return this;
        }

        /**
         * Weighs processor time against other groups.
         *
         * @param shares 2 to 262144, 1024 being usual
         * @return this
         */
        public Builder cpuShares(long shares) {
            cpuShares = shares;
            return this;
        }

        /**
         * Names the processors.
         *
         * @param list such as {@code 0-3,8}
         * @return this
         */
        public Builder cpus(String list) {
            cpus = list;
            return this;
        }

        /**
         * Names the memory nodes.
         *
         * @param list such as {@code 0}
         * @return this
         */
        public Builder memoryNodes(String list) {
            memoryNodes = list;
            return this;
        }

        /**
         * Limits processes and threads.
         *
         * @param most 1 or more
         * @return this
         */
        public Builder pids(long most) {
            pids = most;
            return this;
        }

        /**
         * Weighs block device time against other groups.
         *
         * @param weight 10 to 1000
         * @return this
         */
        public Builder ioWeight(long weight) {
            ioWeight = weight;
            return this;
        }

        /**
         * The limits.
         *
         * @return new limits
         */
        public CgroupLimits build() {
            return new CgroupLimits(new Builder(this));
        }
    }
}
