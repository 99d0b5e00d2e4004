// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How an engine is opened. Immutable. */
public final class EngineOptions {
    /** A root where this user's engines keep their state, and threads of the engine's own. */
    public static final EngineOptions DEFAULT = builder().build();

    private final @Nullable Path root;
    private final boolean ephemeral;
    private final @Nullable Executor executor;

    private EngineOptions(Builder builder) {
        root = builder.root;
        ephemeral = builder.ephemeral;
        executor = builder.executor;
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
     * Starts with these.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.root = root;
        builder.ephemeral = ephemeral;
        builder.executor = executor;
        return builder;
    }

    /**
     * The directory where images and containers are kept. Several Java processes may share one.
     *
     * @return an absolute path; empty for {@code /var/lib/jebena} as root, else {@code jebena} in {@code $XDG_DATA_HOME}, or
     *     in {@code ~/.local/share} where that is not set
     */
    public Optional<Path> root() {
        return Optional.ofNullable(root);
    }

    /**
     * Whether the root is a new one that disappears when the engine is closed.
     *
     * @return false unless set
     */
    public boolean ephemeral() {
        return ephemeral;
    }

    /**
     * Where the continuations of futures and the copying between streams run.
     *
     * @return empty for daemon threads of the engine's own, made as needed
     */
    public Optional<Executor> executor() {
        return Optional.ofNullable(executor);
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private @Nullable Path root;
        private boolean ephemeral;
        private @Nullable Executor executor;

        private Builder() {}

        /**
         * Sets the directory where images and containers are kept.
         *
         * @param root made if it is missing; a directory that is there must be empty or an engine's root already
         * @return this
         */
        public Builder root(Path root) {
            this.root = requireNonNull(root, "root").toAbsolutePath();
            ephemeral = false;
            return this;
        }

        /**
         * Asks for a new root of the engine's own, which disappears when the engine is closed. It lies in {@code ephemeral}
         * below the usual root (see {@link EngineOptions#root()}), not in the directory for temporary files: that may be a
         * small memory file system, or not fit for images. What a killed Java process leaves there, the next engine with an
         * ephemeral root removes.
         *
         * @return this
         */
        public Builder ephemeral() {
            ephemeral = true;
            root = null;
            return this;
        }

        /**
         * Sets where the continuations of futures and the copying between streams run.
         *
         * @param executor it must not refuse work and must be able to run several tasks at a time; the engine does not shut it
         *     down
         * @return this
         */
        public Builder executor(Executor executor) {
            this.executor = requireNonNull(executor, "executor");
            return this;
        }

        /**
         * The options.
         *
         * @return new options
         */
        public EngineOptions build() {
            return new EngineOptions(this);
        }
    }
}
