// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How much processor time a container may use; what is not set is not limited. Immutable. */
public final class CpuLimits {
    /** No limits. */
    public static final CpuLimits NONE = builder().build();

    private static final double LEAST = 0.01;
    private static final Pattern LIST = Pattern.compile("\\d{1,6}(-\\d{1,6})?(,\\d{1,6}(-\\d{1,6})?)*");

    private final double cpus;
    private final long shares;
    private final long period;
    private final long quota;
    private final @Nullable String cpuset;
    private final @Nullable String memoryNodes;
    private final long realtimePeriod;
    private final long realtimeRuntime;

    private CpuLimits(Builder builder) {
        cpus = builder.cpus;
        shares = builder.shares;
        period = builder.period;
        quota = builder.quota;
        cpuset = builder.cpuset;
        memoryNodes = builder.memoryNodes;
        realtimePeriod = builder.realtimePeriod;
        realtimeRuntime = builder.realtimeRuntime;
    }

    /**
     * Starts without limits.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts with these limits.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.cpus = cpus;
        builder.shares = shares;
        builder.period = period;
        builder.quota = quota;
        builder.cpuset = cpuset;
        builder.memoryNodes = memoryNodes;
        builder.realtimePeriod = realtimePeriod;
        builder.realtimeRuntime = realtimeRuntime;
        return builder;
    }

    /**
     * These limits, changed.
     *
     * @param change what to set
     * @return new limits
     * @throws IllegalArgumentException if they do not go together
     */
    public CpuLimits with(Consumer<Builder> change) {
        requireNonNull(change, "change");
        Builder builder = toBuilder();
        change.accept(builder);
        return builder.build();
    }

    /**
     * The most processor time, in processors.
     *
     * @return 0.01 or more
     */
    public OptionalDouble cpus() {
        return cpus == 0 ? OptionalDouble.empty() : OptionalDouble.of(cpus);
    }

    /**
     * Its part of the processors when they are all busy, relative to other containers; unset counts as 1024.
     *
     * @return 2 to 262144
     */
    public OptionalLong shares() {
        return shares == 0 ? OptionalLong.empty() : OptionalLong.of(shares);
    }

    /**
     * The length of an accounting period of the quota, in microseconds.
     *
     * @return 1,000 to 1,000,000; empty for 100,000
     */
    public OptionalLong period() {
        return period == 0 ? OptionalLong.empty() : OptionalLong.of(period);
    }

    /**
     * The processor time of all its processes in each period, in microseconds.
     *
     * @return 1,000 or more
     */
    public OptionalLong quota() {
        return quota == 0 ? OptionalLong.empty() : OptionalLong.of(quota);
    }

    /**
     * The processors it may run on.
     *
     * @return numbers and ranges: {@code 0-2,4}
     */
    public Optional<String> cpuset() {
        return Optional.ofNullable(cpuset);
    }

    /**
     * The NUMA nodes it may take memory from.
     *
     * @return numbers and ranges: {@code 0-1}
     */
    public Optional<String> memoryNodes() {
        return Optional.ofNullable(memoryNodes);
    }

    /**
     * The length of an accounting period of real-time processes, in microseconds; needs a kernel with real-time groups.
     *
     * @return above 0
     */
    public OptionalLong realtimePeriod() {
        return realtimePeriod == 0 ? OptionalLong.empty() : OptionalLong.of(realtimePeriod);
    }

    /**
     * The processor time of real-time processes in each of their periods, in microseconds.
     *
     * @return above 0
     */
    public OptionalLong realtimeRuntime() {
        return realtimeRuntime == 0 ? OptionalLong.empty() : OptionalLong.of(realtimeRuntime);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CpuLimits limits && limits.parts().equals(parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(
                cpus(), shares(), period(), quota(), cpuset(), memoryNodes(), realtimePeriod(), realtimeRuntime());
    }

    /** What is set. */
    @Override
    public String toString() {
        return parts().toString();
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private double cpus;
        private long shares;
        private long period;
        private long quota;
        private @Nullable String cpuset;
        private @Nullable String memoryNodes;
        private long realtimePeriod;
        private long realtimeRuntime;

        private Builder() {}

        /**
         * Limits processor time.
         *
         * @param cpus processors, 0.01 up to what the host has (which the engine checks)
         * @return this
         * @throws IllegalArgumentException if it is less than 0.01 or not finite
         */
        public Builder cpus(double cpus) {
            if (!(cpus >= LEAST) || Double.isInfinite(cpus)) {
                throw new IllegalArgumentException("cpus " + cpus + " is not a number of at least " + LEAST);
            }
            this.cpus = cpus;
            return this;
        }

        /**
         * Sets its part of the processors when they are all busy.
         *
         * @param shares 2 to 262144
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder shares(long shares) {
            if (shares < 2 || shares > 262144) {
                throw new IllegalArgumentException("cpu shares " + shares + " is not from 2 to 262144");
            }
            this.shares = shares;
            return this;
        }

        /**
         * Sets the length of an accounting period.
         *
         * @param period microseconds, 1,000 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder period(long period) {
            if (period < 1_000 || period > 1_000_000) {
                throw new IllegalArgumentException("cpu period " + period + " is not from 1000 to 1000000");
            }
            this.period = period;
            return this;
        }

        /**
         * Limits processor time in each period.
         *
         * @param quota microseconds, 1,000 or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder quota(long quota) {
            if (quota < 1_000) {
                throw new IllegalArgumentException("cpu quota " + quota + " is below 1000");
            }
            this.quota = quota;
            return this;
        }

        /**
         * Sets the processors it may run on.
         *
         * @param cpuset numbers and ranges: {@code 0-2,4}
         * @return this
         * @throws IllegalArgumentException if it is no such list
         */
        public Builder cpuset(String cpuset) {
            checkList("cpuset", cpuset);
            this.cpuset = requireNonNull(cpuset, "cpuset");
            return this;
        }

        /**
         * Sets the NUMA nodes it may take memory from.
         *
         * @param memoryNodes numbers and ranges: {@code 0-1}
         * @return this
         * @throws IllegalArgumentException if it is no such list
         */
        public Builder memoryNodes(String memoryNodes) {
            checkList("memoryNodes", memoryNodes);
            this.memoryNodes = requireNonNull(memoryNodes, "memoryNodes");
            return this;
        }

        /**
         * Sets the length of an accounting period of real-time processes.
         *
         * @param realtimePeriod microseconds, above 0
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder realtimePeriod(long realtimePeriod) {
            if (realtimePeriod < 1) {
                throw new IllegalArgumentException("real-time period " + realtimePeriod + " is below 1");
            }
            this.realtimePeriod = realtimePeriod;
            return this;
        }

        /**
         * Limits processor time of real-time processes.
         *
         * @param realtimeRuntime microseconds, above 0
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder realtimeRuntime(long realtimeRuntime) {
            if (realtimeRuntime < 1) {
                throw new IllegalArgumentException("real-time runtime " + realtimeRuntime + " is below 1");
            }
            this.realtimeRuntime = realtimeRuntime;
            return this;
        }

        private static void checkList(String what, String list) {
            if (!LIST.matcher(requireNonNull(list, what)).matches()) {
                throw new IllegalArgumentException(
                        what + " \"" + list + "\" is not a list of numbers and ranges such as 0-2,4");
            }
        }

        /**
         * The limits.
         *
         * @return new limits
         * @throws IllegalArgumentException if they do not go together
         */
        public CpuLimits build() {
            if (cpus != 0 && (period != 0 || quota != 0)) {
                throw new IllegalArgumentException(
                        "conflicting options: cpus says the same as period and quota: set one");
            }
            return new CpuLimits(this);
        }
    }
}
