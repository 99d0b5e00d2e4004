// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How much a container may read from and write to block devices; what is not set is not limited. Immutable. */
public final class BlockIoLimits {
    /** No limits. */
    public static final BlockIoLimits NONE = builder().build();

    private final int weight;
    private final Map<String, Long> deviceWeights;
    private final Map<String, Long> readBytes;
    private final Map<String, Long> writeBytes;
    private final Map<String, Long> readOperations;
    private final Map<String, Long> writeOperations;

    private BlockIoLimits(Builder builder) {
        weight = builder.weight;
        deviceWeights = builder.deviceWeights;
        readBytes = builder.readBytes;
        writeBytes = builder.writeBytes;
        readOperations = builder.readOperations;
        writeOperations = builder.writeOperations;
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
        builder.weight = weight;
        builder.deviceWeights = deviceWeights;
        builder.readBytes = readBytes;
        builder.writeBytes = writeBytes;
        builder.readOperations = readOperations;
        builder.writeOperations = writeOperations;
        return builder;
    }

    /**
     * These limits, changed.
     *
     * @param change what to set
     * @return new limits
     * @throws IllegalArgumentException if they do not go together
     */
    public BlockIoLimits with(Consumer<Builder> change) {
        requireNonNull(change, "change");
        Builder builder = toBuilder();
        change.accept(builder);
        return builder.build();
    }

    /**
     * Its part of a device that is busy, relative to other containers; unset counts as 500.
     *
     * @return 10 to 1000
     */
    public OptionalInt weight() {
        return weight == 0 ? OptionalInt.empty() : OptionalInt.of(weight);
    }

    /**
     * The part for single devices, by their path on the host.
     *
     * @return unmodifiable; 10 to 1000 for each
     */
    public Map<String, Long> deviceWeights() {
        return deviceWeights;
    }

    /**
     * Bytes read per second, by the device's path on the host.
     *
     * @return unmodifiable; 1 or more for each
     */
    public Map<String, Long> readBytes() {
        return readBytes;
    }

    /**
     * Bytes written per second, by the device's path on the host.
     *
     * @return unmodifiable; 1 or more for each
     */
    public Map<String, Long> writeBytes() {
        return writeBytes;
    }

    /**
     * Reads per second, by the device's path on the host.
     *
     * @return unmodifiable; 1 or more for each
     */
    public Map<String, Long> readOperations() {
        return readOperations;
    }

    /**
     * Writes per second, by the device's path on the host.
     *
     * @return unmodifiable; 1 or more for each
     */
    public Map<String, Long> writeOperations() {
        return writeOperations;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BlockIoLimits limits && limits.parts().equals(parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(weight(), deviceWeights(), readBytes(), writeBytes(), readOperations(), writeOperations());
    }

    /** What is set. */
    @Override
    public String toString() {
        return parts().toString();
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private int weight;
        private Map<String, Long> deviceWeights = Map.of();
        private Map<String, Long> readBytes = Map.of();
        private Map<String, Long> writeBytes = Map.of();
        private Map<String, Long> readOperations = Map.of();
        private Map<String, Long> writeOperations = Map.of();

        private Builder() {}

        /**
         * Sets its part of devices that are busy.
         *
         * @param weight 10 to 1000
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder weight(int weight) {
            if (weight < 10 || weight > 1000) {
                throw new IllegalArgumentException("block I/O weight " + weight + " is not from 10 to 1000");
            }
            this.weight = weight;
            return this;
        }

        /**
         * Sets the part for single devices.
         *
         * @param deviceWeights by path on the host: 10 to 1000
         * @return this
         * @throws IllegalArgumentException if a path is not absolute or a weight out of range
         */
        public Builder deviceWeights(Map<String, Long> deviceWeights) {
            requireNonNull(deviceWeights, "deviceWeights");
            this.deviceWeights = rates("deviceWeights", deviceWeights, 10, 1000);
            return this;
        }

        /**
         * Limits bytes read per second.
         *
         * @param readBytes by the device's path on the host: 1 or more, per second
         * @return this
         * @throws IllegalArgumentException if a path is not absolute or a rate below 1
         */
        public Builder readBytes(Map<String, Long> readBytes) {
            requireNonNull(readBytes, "readBytes");
            this.readBytes = rates("readBytes", readBytes, 1, Long.MAX_VALUE);
            return this;
        }

        /**
         * Limits bytes written per second.
         *
         * @param writeBytes by the device's path on the host: 1 or more, per second
         * @return this
         * @throws IllegalArgumentException if a path is not absolute or a rate below 1
         */
        public Builder writeBytes(Map<String, Long> writeBytes) {
            requireNonNull(writeBytes, "writeBytes");
            this.writeBytes = rates("writeBytes", writeBytes, 1, Long.MAX_VALUE);
            return this;
        }

        /**
         * Limits reads per second.
         *
         * @param readOperations by the device's path on the host: 1 or more, per second
         * @return this
         * @throws IllegalArgumentException if a path is not absolute or a rate below 1
         */
        public Builder readOperations(Map<String, Long> readOperations) {
            requireNonNull(readOperations, "readOperations");
            this.readOperations = rates("readOperations", readOperations, 1, Long.MAX_VALUE);
            return this;
        }

        /**
         * Limits writes per second.
         *
         * @param writeOperations by the device's path on the host: 1 or more, per second
         * @return this
         * @throws IllegalArgumentException if a path is not absolute or a rate below 1
         */
        public Builder writeOperations(Map<String, Long> writeOperations) {
            requireNonNull(writeOperations, "writeOperations");
            this.writeOperations = rates("writeOperations", writeOperations, 1, Long.MAX_VALUE);
            return this;
        }

        private static Map<String, Long> rates(String what, Map<String, Long> rates, long least, long most) {
            rates.forEach((device, rate) -> {
                requireNonNull(device, what);
                requireNonNull(rate, what);
                if (!device.startsWith("/")) {
                    throw new IllegalArgumentException("device \"" + device + "\" is not an absolute path");
                }
                if (rate < least || rate > most) {
                    throw new IllegalArgumentException(
                            "rate or weight " + rate + " of " + device + " is not from " + least + " to " + most);
                }
            });
            return Collections.unmodifiableMap(new LinkedHashMap<>(rates));
        }

        /**
         * The limits.
         *
         * @return new limits
         * @throws IllegalArgumentException if they do not go together
         */
        public BlockIoLimits build() {
            return new BlockIoLimits(this);
        }
    }
}
