// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

/**
 * How much an archive may make of itself. Immutable.
 *
 * <p>The ratio is what catches a small file that unpacks to a huge one: ordinary layers shrink to between a half and a
 * tenth, gzip cannot do better than 1:1030, Zstandard much better. It is looked at only beyond {@link #ratioFrom()}.
 */
public final class UnpackLimits {
    /** 64 GiB per layer, 200:1 beyond 256 MiB, a million entries, 64 MiB of the disk left free, devices allowed. */
    public static final UnpackLimits DEFAULT = new Builder().build();

    /** Bytes. */
    private final long maxBytes;

    /** Unpacked bytes per packed one. */
    private final int maxRatio;

    /** Bytes. */
    private final long ratioFrom;

    /** Count. */
    private final long maxEntries;

    /** Bytes. */
    private final long minFree;

    /** Whether device nodes are content. */
    private final boolean devicesAllowed;

    private UnpackLimits(Builder b) {
        maxBytes = b.maxBytes;
        maxRatio = b.maxRatio;
        ratioFrom = b.ratioFrom;
        maxEntries = b.maxEntries;
        minFree = b.minFree;
        devicesAllowed = b.devicesAllowed;
    }

    /**
     * The most one archive may unpack to, holes of sparse files included.
     *
     * @return bytes
     */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * The most unpacked bytes for each packed one.
     *
     * @return the ratio
     */
    public int maxRatio() {
        return maxRatio;
    }

    /**
     * From how many unpacked bytes on the ratio is looked at.
     *
     * @return bytes
     */
    public long ratioFrom() {
        return ratioFrom;
    }

    /**
     * The most entries one archive may have.
     *
     * @return a count
     */
    public long maxEntries() {
        return maxEntries;
    }

    /**
     * What must stay free on the disk that is written to.
     *
     * @return bytes
     */
    public long minFree() {
        return minFree;
    }

    /**
     * Whether a layer may hold device nodes.
     *
     * @return true if they are created, false if they are refused
     */
    public boolean devicesAllowed() {
        return devicesAllowed;
    }

    /**
     * A builder with these values.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder()
                .maxBytes(maxBytes)
                .maxRatio(maxRatio)
                .ratioFrom(ratioFrom)
                .maxEntries(maxEntries)
                .minFree(minFree)
                .devicesAllowed(devicesAllowed);
    }

    /** Collects the values; starts from the defaults. Not thread-safe. */
    public static final class Builder {
        /** See {@link UnpackLimits#maxBytes()}. */
        private long maxBytes = 64L << 30;

        /** See {@link UnpackLimits#maxRatio()}. */
        private int maxRatio = 200;

        /** See {@link UnpackLimits#ratioFrom()}. */
        private long ratioFrom = 256L << 20;

        /** See {@link UnpackLimits#maxEntries()}. */
        private long maxEntries = 1_000_000;

        /** See {@link UnpackLimits#minFree()}. */
        private long minFree = 64L << 20;

        /** See {@link UnpackLimits#devicesAllowed()}. */
        private boolean devicesAllowed = true;

        /** Creates a builder that holds the defaults. */
        public Builder() {}

        /**
         * Sets the most one archive may unpack to.
         *
         * @param bytes 0 or more
         * @return this
         */
        public Builder maxBytes(long bytes) {
            maxBytes = notNegative(bytes, "maxBytes");
            return this;
        }

        /**
         * Sets the most unpacked bytes for each packed one.
         *
         * @param ratio 1 or more
         * @return this
         */
        public Builder maxRatio(int ratio) {
            if (ratio < 1) {
                throw new IllegalArgumentException("maxRatio must be 1 or more: " + ratio);
            }
            maxRatio = ratio;
            return this;
        }

        /**
         * Sets from how many unpacked bytes on the ratio is looked at.
         *
         * @param bytes 0 or more
         * @return this
         */
        public Builder ratioFrom(long bytes) {
            ratioFrom = notNegative(bytes, "ratioFrom");
            return this;
        }

        /**
         * Sets the most entries one archive may have.
         *
         * @param count 0 or more
         * @return this
         */
        public Builder maxEntries(long count) {
            maxEntries = notNegative(count, "maxEntries");
            return this;
        }

        /**
         * Sets what must stay free on the disk.
         *
         * @param bytes 0 or more
         * @return this
         */
        public Builder minFree(long bytes) {
            minFree = notNegative(bytes, "minFree");
            return this;
        }

        /**
         * Sets whether a layer may hold device nodes.
         *
         * @param allowed true to create them, false to refuse the layer
         * @return this
         */
        public Builder devicesAllowed(boolean allowed) {
            devicesAllowed = allowed;
            return this;
        }

        /**
         * The limits.
         *
         * @return an immutable value
         */
        public UnpackLimits build() {
            return new UnpackLimits(this);
        }

        private static long notNegative(long value, String field) {
            if (value < 0) {
                throw new IllegalArgumentException(field + " must not be negative: " + value);
            }
            return value;
        }
    }
}
