// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.value.Resources;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is to change in a container that exists. What is not set stays. Immutable. */
public final class ContainerUpdate {
    private final UnaryOperator<Resources> resources;
    private final @Nullable RestartPolicy restart;

    private ContainerUpdate(Builder builder) {
        resources = builder.resources;
        restart = builder.restart;
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
     * The limits as they are to be.
     *
     * @param now the limits as they are
     * @return the limits with the changes
     */
    public Resources apply(Resources now) {
        requireNonNull(now, "now");
        return resources.apply(now);
    }

    /**
     * The restart policy.
     *
     * @return empty to keep it
     */
    public Optional<RestartPolicy> restart() {
        return Optional.ofNullable(restart);
    }

    /** Collects changes. Not thread-safe. */
    public static final class Builder {
        private UnaryOperator<Resources> resources = UnaryOperator.identity();
        private @Nullable RestartPolicy restart;

        private Builder() {}

        /**
         * Changes limits: {@code u.resources(r -> r.with(b -> b.pids(50)))}.
         *
         * @param change from the limits as they are to those that are to be
         * @return this
         */
        public Builder resources(UnaryOperator<Resources> change) {
            requireNonNull(change, "change");
            UnaryOperator<Resources> before = resources;
            resources = r -> change.apply(before.apply(r));
            return this;
        }

        /**
         * Sets the restart policy.
         *
         * @param restart the policy
         * @return this
         */
        public Builder restart(RestartPolicy restart) {
            requireNonNull(restart, "restart");
            this.restart = restart;
            return this;
        }

        /**
         * The changes.
         *
         * @return a new update
         */
        public ContainerUpdate build() {
            return new ContainerUpdate(this);
        }
    }
}
