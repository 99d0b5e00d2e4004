// SPDX-License-Identifier: Apache-2.0
package io.jebena.image;

import io.jebena.value.HealthCheck;
import io.jebena.value.Signal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an image says about the container to be made of it: the {@code config} of the OCI image specification. Immutable. */
public final class ImageConfig {
    private final Map<String, String> env;
    private final List<String> entrypoint;
    private final List<String> command;
    private final String user;
    private final String workdir;
    private final Map<String, String> labels;
    private final List<String> exposedPorts;
    private final List<String> volumes;
    private final @Nullable Signal stopSignal;
    private final @Nullable HealthCheck healthCheck;
    private final List<String> shell;

    private ImageConfig(Builder builder) {
        env = builder.env;
        entrypoint = builder.entrypoint;
        command = builder.command;
        user = builder.user;
        workdir = builder.workdir;
        labels = builder.labels;
        exposedPorts = builder.exposedPorts;
        volumes = builder.volumes;
        stopSignal = builder.stopSignal;
        healthCheck = builder.healthCheck;
        shell = builder.shell;
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
        Builder builder = new Builder()
                .env(env)
                .entrypoint(entrypoint)
                .command(command)
                .user(user)
                .workdir(workdir)
                .labels(labels)
                .exposedPorts(exposedPorts)
                .volumes(volumes)
                .shell(shell);
        builder.stopSignal = stopSignal;
        builder.healthCheck = healthCheck;
        return builder;
    }

    /**
     * The environment.
     *
     * @return unmodifiable, in the image's order
     */
    public Map<String, String> env() {
        return env;
    }

    /**
     * The program that is always run, with its first arguments.
     *
     * @return unmodifiable, possibly empty
     */
    public List<String> entrypoint() {
        return entrypoint;
    }

    /**
     * The arguments, or the program and its arguments, used if a container is given none.
     *
     * @return unmodifiable, possibly empty
     */
    public List<String> command() {
        return command;
    }

    /**
     * Whom to run as, as the image says it, which need not be well-formed.
     *
     * @return empty for root
     */
    public String user() {
        return user;
    }

    /**
     * Where to start.
     *
     * @return empty for the root directory
     */
    public String workdir() {
        return workdir;
    }

    /**
     * Free notes.
     *
     * @return unmodifiable
     */
    public Map<String, String> labels() {
        return labels;
    }

    /**
     * Ports the program listens on.
     *
     * @return unmodifiable, each {@code port/protocol}
     */
    public List<String> exposedPorts() {
        return exposedPorts;
    }

    /**
     * Directories that hold data to be kept.
     *
     * @return unmodifiable, absolute paths
     */
    public List<String> volumes() {
        return volumes;
    }

    /**
     * The signal that asks the program to stop.
     *
     * @return empty for {@code SIGTERM}
     */
    public Optional<Signal> stopSignal() {
        return Optional.ofNullable(stopSignal);
    }

    /**
     * What tells whether a container of it works.
     *
     * @return empty if it says nothing of it
     */
    public Optional<HealthCheck> healthCheck() {
        return Optional.ofNullable(healthCheck);
    }

    /**
     * The program, with its first arguments, that runs a health check given as a line.
     *
     * @return unmodifiable; empty for {@code /bin/sh -c}
     */
    public List<String> shell() {
        return shell;
    }

    /** Collects a configuration. Not thread-safe. */
    public static final class Builder {
        private Map<String, String> env = Map.of();
        private List<String> entrypoint = List.of();
        private List<String> command = List.of();
        private String user = "";
        private String workdir = "";
        private Map<String, String> labels = Map.of();
        private List<String> exposedPorts = List.of();
        private List<String> volumes = List.of();
        private @Nullable Signal stopSignal;
        private @Nullable HealthCheck healthCheck;
        private List<String> shell = List.of();

        private Builder() {}

        private static Map<String, String> copy(Map<String, String> map) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }

        /**
         * Replaces the environment.
         *
         * @param env in the order to keep
         * @return this
         */
        public Builder env(Map<String, String> env) {
            this.env = copy(env);
            return this;
        }

        /**
         * Replaces the entrypoint.
         *
         * @param entrypoint program and first arguments
         * @return this
         */
        public Builder entrypoint(List<String> entrypoint) {
            this.entrypoint = List.copyOf(entrypoint);
            return this;
        }

        /**
         * Replaces the command.
         *
         * @param command arguments, or program and arguments
         * @return this
         */
        public Builder command(List<String> command) {
            this.command = List.copyOf(command);
            return this;
        }

        /**
         * Sets whom to run as.
         *
         * @param user as the image says it
         * @return this
         */
        public Builder user(String user) {
            this.user = user;
            return this;
        }

        /**
         * Sets where to start.
         *
         * @param workdir as the image says it
         * @return this
         */
        public Builder workdir(String workdir) {
            this.workdir = workdir;
            return this;
        }

        /**
         * Replaces the labels.
         *
         * @param labels free notes
         * @return this
         */
        public Builder labels(Map<String, String> labels) {
            this.labels = copy(labels);
            return this;
        }

        /**
         * Replaces the ports.
         *
         * @param exposedPorts each {@code port/protocol}
         * @return this
         */
        public Builder exposedPorts(List<String> exposedPorts) {
            this.exposedPorts = List.copyOf(exposedPorts);
            return this;
        }

        /**
         * Replaces the volumes.
         *
         * @param volumes absolute paths
         * @return this
         */
        public Builder volumes(List<String> volumes) {
            this.volumes = List.copyOf(volumes);
            return this;
        }

        /**
         * Sets the signal that asks the program to stop.
         *
         * @param stopSignal the signal
         * @return this
         */
        public Builder stopSignal(Signal stopSignal) {
            this.stopSignal = stopSignal;
            return this;
        }

        /**
         * Sets what tells whether a container of it works.
         *
         * @param healthCheck the check
         * @return this
         */
        public Builder healthCheck(HealthCheck healthCheck) {
            this.healthCheck = healthCheck;
            return this;
        }

        /**
         * Replaces the program that runs lines.
         *
         * @param shell program and first arguments
         * @return this
         */
        public Builder shell(List<String> shell) {
            this.shell = List.copyOf(shell);
            return this;
        }

        /**
         * The configuration.
         *
         * @return a new configuration
         */
        public ImageConfig build() {
            return new ImageConfig(this);
        }
    }
}
