// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How much of the machine a container may use; what is not set is not limited. Immutable. */
public final class Resources {
    /** No limits. */
    public static final Resources UNLIMITED = builder().build();

    private final MemoryLimits memoryLimits;
    private final CpuLimits cpuLimits;
    private final BlockIoLimits blockIo;
    private final long pids;
    private final Map<ByteSize, ByteSize> hugePages;

    private Resources(Builder builder) {
        memoryLimits = builder.memoryLimits;
        cpuLimits = builder.cpuLimits;
        blockIo = builder.blockIo;
        pids = builder.pids;
        hugePages = builder.hugePages;
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
        builder.memoryLimits = memoryLimits;
        builder.cpuLimits = cpuLimits;
        builder.blockIo = blockIo;
        builder.pids = pids;
        builder.hugePages = hugePages;
        return builder;
    }

    /**
     * These limits, changed.
     *
     * @param change what to set
     * @return new limits
     * @throws IllegalArgumentException if they do not go together
     */
    public Resources with(Consumer<Builder> change) {
        requireNonNull(change, "change");
        Builder builder = toBuilder();
        change.accept(builder);
        return builder.build();
    }

    /**
     * The most memory, page cache included; above it processes of the container are killed. As much again may be
     * swapped where the host counts swap.
     *
     * @return 6 MiB or more
     */
    public Optional<ByteSize> memory() {
        return memoryLimits.limit();
    }

    /**
     * The most processor time, in processors.
     *
     * @return 0.01 or more
     */
    public OptionalDouble cpus() {
        return cpuLimits.cpus();
    }

    /**
     * Memory and swap.
     *
     * @return the limits
     */
    public MemoryLimits memoryLimits() {
        return memoryLimits;
    }

    /**
     * Processor time.
     *
     * @return the limits
     */
    public CpuLimits cpuLimits() {
        return cpuLimits;
    }

    /**
     * Block devices.
     *
     * @return the limits
     */
    public BlockIoLimits blockIo() {
        return blockIo;
    }

    /**
     * The most processes and threads.
     *
     * @return 1 or more
     */
    public OptionalLong pids() {
        return pids == 0 ? OptionalLong.empty() : OptionalLong.of(pids);
    }

    /**
     * The most memory in huge pages, by the size of the page.
     *
     * @return unmodifiable
     */
    public Map<ByteSize, ByteSize> hugePages() {
        return hugePages;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Resources limits && limits.parts().equals(parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(memoryLimits(), cpuLimits(), blockIo(), pids(), hugePages());
    }

    /** What is set. */
    @Override
    public String toString() {
        return parts().toString();
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private MemoryLimits memoryLimits = MemoryLimits.NONE;
        private CpuLimits cpuLimits = CpuLimits.NONE;
        private BlockIoLimits blockIo = BlockIoLimits.NONE;
        private long pids;
        private Map<ByteSize, ByteSize> hugePages = Map.of();

        private Builder() {}

        /**
         * Limits memory.
         *
         * @param memory 6 MiB or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder memory(ByteSize memory) {
            requireNonNull(memory, "memory");
            return memory(m -> m.limit(memory));
        }

        /**
         * Changes the limits on memory.
         *
         * @param change what to set
         * @return this
         * @throws IllegalArgumentException if they do not go together
         */
        public Builder memory(Consumer<MemoryLimits.Builder> change) {
            requireNonNull(change, "change");
            return memoryLimits(memoryLimits.with(change));
        }

        /**
         * Limits processor time.
         *
         * @param cpus processors, 0.01 up to what the host has (which the engine checks)
         * @return this
         * @throws IllegalArgumentException if it is less than 0.01 or not finite
         */
        public Builder cpus(double cpus) {
            return cpu(c -> c.cpus(cpus));
        }

        /**
         * Changes the limits on processor time.
         *
         * @param change what to set
         * @return this
         * @throws IllegalArgumentException if they do not go together
         */
        public Builder cpu(Consumer<CpuLimits.Builder> change) {
            requireNonNull(change, "change");
            return cpuLimits(cpuLimits.with(change));
        }

        /**
         * Changes the limits on block devices.
         *
         * @param change what to set
         * @return this
         * @throws IllegalArgumentException if they do not go together
         */
        public Builder blockIo(Consumer<BlockIoLimits.Builder> change) {
            requireNonNull(change, "change");
            return blockIo(blockIo.with(change));
        }

        /**
         * Replaces the limits on memory.
         *
         * @param memoryLimits the limits
         * @return this
         */
        public Builder memoryLimits(MemoryLimits memoryLimits) {
            this.memoryLimits = requireNonNull(memoryLimits, "memoryLimits");
            return this;
        }

        /**
         * Replaces the limits on processor time.
         *
         * @param cpuLimits the limits
         * @return this
         */
        public Builder cpuLimits(CpuLimits cpuLimits) {
            this.cpuLimits = requireNonNull(cpuLimits, "cpuLimits");
            return this;
        }

        /**
         * Replaces the limits on block devices.
         *
         * @param blockIo the limits
         * @return this
         */
        public Builder blockIo(BlockIoLimits blockIo) {
            this.blockIo = requireNonNull(blockIo, "blockIo");
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
         * Limits memory in huge pages.
         *
         * @param hugePages by the size of the page
         * @return this
         */
        public Builder hugePages(Map<ByteSize, ByteSize> hugePages) {
            requireNonNull(hugePages, "hugePages");
            hugePages.forEach((page, most) -> {
                requireNonNull(page, "hugePages");
                requireNonNull(most, "hugePages");
            });
            this.hugePages = Map.copyOf(hugePages);
            return this;
        }

        /**
         * The limits.
         *
         * @return new limits
         * @throws IllegalArgumentException if they do not go together
         */
        public Resources build() {
            return new Resources(this);
        }
    }
}
