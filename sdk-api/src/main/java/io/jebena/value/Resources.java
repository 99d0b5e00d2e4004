// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How much of the machine a container may use; what is not set is not limited. Immutable. */
public final class Resources {
    /** No limits. */
    public static final Resources UNLIMITED = builder().build();

    private static final ByteSize MIN_MEMORY = ByteSize.mebibytes(6);
    private static final double MIN_CPUS = 0.01;

    private final @Nullable ByteSize memory;
    private final double cpus;
    private final long pids;

    private Resources(Builder builder) {
        memory = builder.memory;
        cpus = builder.cpus;
        pids = builder.pids;
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
        builder.memory = memory;
        builder.cpus = cpus;
        builder.pids = pids;
        return builder;
    }

    /**
     * These limits, changed.
     *
     * @param change what to set
     * @return new limits
     */
    public Resources with(Consumer<Builder> change) {
        Builder builder = toBuilder();
        requireNonNull(change, "change").accept(builder);
        return builder.build();
    }

    /**
     * The most memory, page cache included; above it processes of the container are killed. As much again may be
     * swapped where the host counts swap.
     *
     * @return 6 MiB or more
     */
    public Optional<ByteSize> memory() {
        return Optional.ofNullable(memory);
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
     * The most processes and threads.
     *
     * @return 1 or more
     */
    public OptionalLong pids() {
        return pids == 0 ? OptionalLong.empty() : OptionalLong.of(pids);
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private @Nullable ByteSize memory;
        private double cpus;
        private long pids;

        private Builder() {}

        /**
         * Limits memory.
         *
         * @param memory 6 MiB or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder memory(ByteSize memory) {
            if (requireNonNull(memory, "memory").compareTo(MIN_MEMORY) < 0) {
                throw new IllegalArgumentException("memory limit " + memory + " is below the minimum of " + MIN_MEMORY);
            }
            this.memory = memory;
            return this;
        }

        /**
         * Limits processor time.
         *
         * @param cpus processors, 0.01 up to what the host has (which the engine checks)
         * @return this
         * @throws IllegalArgumentException if it is less than 0.01 or not finite
         */
        public Builder cpus(double cpus) {
            if (!(cpus >= MIN_CPUS) || Double.isInfinite(cpus)) {
                throw new IllegalArgumentException("cpus " + cpus + " is not a number of at least " + MIN_CPUS);
            }
            this.cpus = cpus;
            return this;
        }

        /**
         * Limits processes and threads.
         *
         * @param pids 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder pids(long pids) {
            if (pids < 1) {
                throw new IllegalArgumentException("pids limit " + pids + " is below 1");
            }
            this.pids = pids;
            return this;
        }

        /**
         * The limits.
         *
         * @return new limits
         */
        public Resources build() {
            return new Resources(this);
        }
    }
}
