// SPDX-License-Identifier: Apache-2.0
package io.jebena.security;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which files the processes of a container may use, whoever they run as: a further ring by the kernel's
 * <a href="https://docs.kernel.org/userspace-api/landlock.html">Landlock</a> (5.13 or later), which root in the container cannot leave
 * either. What is not named is denied. Immutable.
 */
public final class Landlock {
    private final Map<String, Access> paths;

    private Landlock(Builder builder) {
        paths = Collections.unmodifiableMap(new LinkedHashMap<>(builder.paths));
    }

    /**
     * Starts with nothing allowed.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What is allowed, by absolute path in the container; a directory's counts for all below it.
     *
     * @return unmodifiable, in the order it was given
     */
    public Map<String, Access> paths() {
        return paths;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Landlock landlock && landlock.paths.equals(paths);
    }

    @Override
    public int hashCode() {
        return paths.hashCode();
    }

    /** What is allowed. */
    @Override
    public String toString() {
        return paths.toString();
    }

    /** What may be done with files.  */
    public enum Access {
        /** Read files and list directories. */
        READ,
        /** Read and execute files. */
        EXECUTE,
        /** Read and write files, make and remove them; not execute them. */
        WRITE,
        /** Everything. */
        ALL
    }

    /** Collects what is allowed. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Access> paths = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Allows access to paths.
         *
         * @param access what may be done
         * @param paths absolute, in the container; they must exist when it starts
         * @return this
         * @throws IllegalArgumentException if a path is not absolute
         */
        public Builder allow(Access access, String... paths) {
            requireNonNull(paths, "paths");
            List<String> checked = new ArrayList<>();
            for (String path : paths) {
                if (!requireNonNull(path, "paths").startsWith("/") || path.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException(
                            "landlock path \"" + path.replace('\0', '?') + "\" is not absolute");
                }
                checked.add(path);
            }
            checked.forEach(path -> this.paths.put(path, requireNonNull(access, "access")));
            return this;
        }

        /**
         * What is allowed.
         *
         * @return a new ring
         */
        public Landlock build() {
            return new Landlock(this);
        }
    }
}
