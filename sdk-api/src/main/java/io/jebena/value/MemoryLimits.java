// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How much memory a container may use; what is not set is not limited. Immutable. */
public final class MemoryLimits {
    /** No limits. */
    public static final MemoryLimits NONE = builder().build();

    private static final ByteSize LEAST = ByteSize.mebibytes(6);
    private static final ByteSize MOST = ByteSize.bytes(Long.MAX_VALUE >> 2);

    private final @Nullable ByteSize limit;
    private final @Nullable ByteSize reservation;
    private final @Nullable ByteSize swap;
    private final boolean unlimitedSwap;
    private final int swappiness;
    private final boolean oomKillDisabled;

    private MemoryLimits(Builder builder) {
        limit = builder.limit;
        reservation = builder.reservation;
        swap = builder.swap;
        unlimitedSwap = builder.unlimitedSwap;
        swappiness = builder.swappiness;
        oomKillDisabled = builder.oomKillDisabled;
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
        builder.limit = limit;
        builder.reservation = reservation;
        builder.swap = swap;
        builder.unlimitedSwap = unlimitedSwap;
        builder.swappiness = swappiness;
        builder.oomKillDisabled = oomKillDisabled;
        return builder;
    }

    /**
     * These limits, changed.
     *
     * @param change what to set
     * @return new limits
     * @throws IllegalArgumentException if they do not go together
     */
    public MemoryLimits with(Consumer<Builder> change) {
        requireNonNull(change, "change");
        Builder builder = toBuilder();
        change.accept(builder);
        return builder.build();
    }

    /**
     * The most memory, page cache included; above it processes of the container are killed.
     *
     * @return 6 MiB or more
     */
    public Optional<ByteSize> limit() {
        return Optional.ofNullable(limit);
    }

    /**
     * What the container is left with when the machine is short of memory.
     *
     * @return 6 MiB or more, not above the limit
     */
    public Optional<ByteSize> reservation() {
        return Optional.ofNullable(reservation);
    }

    /**
     * The most memory and swap together.
     *
     * @return the limit or more; empty for twice the limit
     */
    public Optional<ByteSize> swap() {
        return Optional.ofNullable(swap);
    }

    /**
     * Whether swap is not limited, though memory is.
     *
     * @return false unless set
     */
    public boolean unlimitedSwap() {
        return unlimitedSwap;
    }

    /**
     * How eagerly anonymous pages are swapped; kernels with cgroup version 2 have no such setting.
     *
     * @return 0 to 100
     */
    public OptionalInt swappiness() {
        return swappiness == -1 ? OptionalInt.empty() : OptionalInt.of(swappiness);
    }

    /**
     * Whether processes above the limit wait for memory instead of being killed; kernels with cgroup version 2 have no such setting.
     *
     * @return false unless set
     */
    public boolean oomKillDisabled() {
        return oomKillDisabled;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MemoryLimits limits && limits.parts().equals(parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(limit(), reservation(), swap(), unlimitedSwap(), swappiness(), oomKillDisabled());
    }

    /** What is set. */
    @Override
    public String toString() {
        return parts().toString();
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private @Nullable ByteSize limit;
        private @Nullable ByteSize reservation;
        private @Nullable ByteSize swap;
        private boolean unlimitedSwap;
        private int swappiness = -1;
        private boolean oomKillDisabled;

        private Builder() {}

        /**
         * Limits memory.
         *
         * @param limit 6 MiB or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder limit(ByteSize limit) {
            if (requireNonNull(limit, "limit").compareTo(LEAST) < 0) {
                throw new IllegalArgumentException("memory limit " + limit + " is below the minimum of " + LEAST);
            }
            if (limit.compareTo(MOST) > 0) {
                throw new IllegalArgumentException("memory limit " + limit + " is above the maximum of " + MOST);
            }
            this.limit = requireNonNull(limit, "limit");
            return this;
        }

        /**
         * Sets what the container is left with when the machine is short of memory.
         *
         * @param reservation 6 MiB or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder reservation(ByteSize reservation) {
            if (requireNonNull(reservation, "reservation").compareTo(LEAST) < 0) {
                throw new IllegalArgumentException(
                        "memory reservation " + reservation + " is below the minimum of " + LEAST);
            }
            this.reservation = requireNonNull(reservation, "reservation");
            return this;
        }

        /**
         * Limits memory and swap together; needs a limit.
         *
         * @param swap the limit or more; the limit itself for no swap
         * @return this
         */
        public Builder swap(ByteSize swap) {
            this.swap = requireNonNull(swap, "swap");
            return this;
        }

        /**
         * Sets whether swap is not limited.
         *
         * @param unlimitedSwap true for no limit
         * @return this
         */
        public Builder unlimitedSwap(boolean unlimitedSwap) {
            this.unlimitedSwap = unlimitedSwap;
            return this;
        }

        /**
         * Sets how eagerly anonymous pages are swapped.
         *
         * @param swappiness 0 (never) to 100
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder swappiness(int swappiness) {
            if (swappiness < 0 || swappiness > 100) {
                throw new IllegalArgumentException("swappiness " + swappiness + " is not from 0 to 100");
            }
            this.swappiness = swappiness;
            return this;
        }

        /**
         * Sets whether processes above the limit wait instead of being killed; needs a limit.
         *
         * @param oomKillDisabled true to let them wait
         * @return this
         */
        public Builder oomKillDisabled(boolean oomKillDisabled) {
            this.oomKillDisabled = oomKillDisabled;
            return this;
        }

        /**
         * The limits.
         *
         * @return new limits
         * @throws IllegalArgumentException if they do not go together
         */
        public MemoryLimits build() {
            if (limit == null && (swap != null || unlimitedSwap || oomKillDisabled)) {
                throw new IllegalArgumentException("swap and OOM handling need a memory limit: set it too");
            }
            if (swap != null && unlimitedSwap) {
                throw new IllegalArgumentException("swap is limited to " + swap + " and not limited at all");
            }
            if (limit != null && swap != null && swap.compareTo(limit) < 0) {
                throw new IllegalArgumentException(
                        "memory and swap together (" + swap + ") are below memory (" + limit + ")");
            }
            if (limit != null && reservation != null && reservation.compareTo(limit) > 0) {
                throw new IllegalArgumentException(
                        "memory reservation " + reservation + " is above the limit " + limit);
            }
            return new MemoryLimits(this);
        }
    }
}
