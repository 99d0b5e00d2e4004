// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.error.InvalidSpecException;

/**
 * A process to be executed in a running container. What is not set is as the container's first process has it. Immutable.
 */
public final class ExecSpec extends ProcessSpec {
    private final boolean privileged;

    private ExecSpec(Builder builder) {
        super(builder);
        privileged = builder.privileged;
    }

    /**
     * Starts with nothing set.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts with this one.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.copy(this);
        builder.privileged = privileged;
        return builder;
    }

    /**
     * Whether it has all capabilities that the engine holds; everything else confines it as the container's other processes.
     *
     * @return false unless set
     */
    public boolean privileged() {
        return privileged;
    }

    /** The command. */
    @Override
    public String toString() {
        return String.join(" ", command());
    }

    /** Collects a process. Not thread-safe. */
    public static final class Builder extends ProcessSpec.Builder<Builder> {
        private boolean privileged;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets whether it has all capabilities that the engine holds.
         *
         * @param privileged true to give them
         * @return this
         */
        public Builder privileged(boolean privileged) {
            this.privileged = privileged;
            return this;
        }

        /**
         * The process.
         *
         * @return a new specification
         * @throws InvalidSpecException if the command is empty
         */
        public ExecSpec build() {
            ExecSpec spec = new ExecSpec(this);
            if (spec.command().isEmpty()) {
                throw new InvalidSpecException("command", "it is empty: name the program to run");
            }
            return spec;
        }
    }
}
