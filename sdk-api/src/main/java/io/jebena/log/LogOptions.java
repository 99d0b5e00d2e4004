// SPDX-License-Identifier: Apache-2.0
package io.jebena.log;

import static java.util.Objects.requireNonNull;

import io.jebena.value.ByteSize;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How what a container writes is kept. Immutable. */
public final class LogOptions {
    /** One file of JSON lines that grows as it must. */
    public static final LogOptions DEFAULT = builder().build();

    /** Nothing is kept: only who is attached sees it. */
    public static final LogOptions NONE = builder().driver(Driver.NONE).build();

    private final Driver driver;
    private final @Nullable ByteSize maxSize;
    private final int maxFiles;
    private final boolean compress;

    private LogOptions(Builder builder) {
        driver = builder.driver;
        maxSize = builder.maxSize;
        maxFiles = builder.maxFiles;
        compress = builder.compress;
    }

    /**
     * Starts with the default.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The default, changed.
     *
     * @param change what to set
     * @return new options
     * @throws IllegalArgumentException if they do not go together
     */
    public static LogOptions of(Consumer<Builder> change) {
        requireNonNull(change, "change");
        Builder builder = builder();
        change.accept(builder);
        return builder.build();
    }

    /**
     * In which form it is kept.
     *
     * @return {@link Driver#JSON_FILE} unless set
     */
    public Driver driver() {
        return driver;
    }

    /**
     * Bytes after which a new file is begun.
     *
     * @return empty for no limit
     */
    public Optional<ByteSize> maxSize() {
        return Optional.ofNullable(maxSize);
    }

    /**
     * Most files that are kept, the current one included; the oldest goes.
     *
     * @return 1 or more
     */
    public int maxFiles() {
        return maxFiles;
    }

    /**
     * Whether files other than the current one are compressed with gzip.
     *
     * @return false unless set
     */
    public boolean compress() {
        return compress;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogOptions options
                && options.driver == driver
                && options.maxSize().equals(maxSize())
                && options.maxFiles == maxFiles
                && options.compress == compress;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * driver.hashCode() + maxSize().hashCode()) + maxFiles;
    }

    /** The driver and what limits it. */
    @Override
    public String toString() {
        return driver.text() + (maxSize == null ? "" : " (" + maxFiles + " files of " + maxSize + ")");
    }

    /** The forms. */
    public enum Driver {
        /** JSON lines, as Docker's {@code json-file} writes them. */
        JSON_FILE("json-file"),
        /** Records of this project's own, smaller and faster than JSON lines. */
        LOCAL("local"),
        /** Nothing is kept. */
        NONE("none");

        private final String text;

        Driver(String text) {
            this.text = text;
        }

        /**
         * Reads a driver's name.
         *
         * @param text the name as Docker writes it
         * @return the driver
         * @throws IllegalArgumentException naming the text if there is no such driver
         */
        public static Driver parse(String text) {
            requireNonNull(text, "text");
            for (Driver driver : values()) {
                if (driver.text.equals(text.toLowerCase(Locale.ROOT))) {
                    return driver;
                }
            }
            throw new IllegalArgumentException("log driver \"" + text + "\" is unknown: use json-file, local or none");
        }

        /**
         * The name as Docker writes it.
         *
         * @return in lower case
         */
        public String text() {
            return text;
        }
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private static final ByteSize LEAST = ByteSize.kibibytes(4);

        private Driver driver = Driver.JSON_FILE;
        private @Nullable ByteSize maxSize;
        private int maxFiles = 1;
        private boolean compress;

        private Builder() {}

        /**
         * Sets the form.
         *
         * @param driver the form
         * @return this
         */
        public Builder driver(Driver driver) {
            requireNonNull(driver, "driver");
            this.driver = driver;
            return this;
        }

        /**
         * Sets the bytes after which a new file is begun.
         *
         * @param maxSize 4 KiB or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder maxSize(ByteSize maxSize) {
            requireNonNull(maxSize, "maxSize");
            if (maxSize.compareTo(LEAST) < 0) {
                throw new IllegalArgumentException("max-size " + maxSize + " is below " + LEAST);
            }
            this.maxSize = maxSize;
            return this;
        }

        /**
         * Sets how many files are kept.
         *
         * @param maxFiles 1 or more; needs {@link #maxSize(ByteSize)}
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder maxFiles(int maxFiles) {
            if (maxFiles < 1) {
                throw new IllegalArgumentException("max-file " + maxFiles + " is below 1");
            }
            this.maxFiles = maxFiles;
            return this;
        }

        /**
         * Sets whether files other than the current one are compressed.
         *
         * @param compress true to compress them; needs {@link #maxFiles(int)} of 2 or more
         * @return this
         */
        public Builder compress(boolean compress) {
            this.compress = compress;
            return this;
        }

        /**
         * The options.
         *
         * @return new options
         * @throws IllegalArgumentException if they do not go together
         */
        public LogOptions build() {
            if (maxFiles > 1 && maxSize == null) {
                throw new IllegalArgumentException("max-file is set without max-size: no second file would ever begin");
            }
            if (compress && maxFiles < 2) {
                throw new IllegalArgumentException("compress is set, but there is no second file: set max-file");
            }
            if (driver == Driver.NONE && (maxSize != null || compress)) {
                throw new IllegalArgumentException("the log driver is none: there is no file to limit");
            }
            return new LogOptions(this);
        }
    }
}
