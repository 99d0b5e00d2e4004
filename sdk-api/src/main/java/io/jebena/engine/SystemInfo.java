// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import io.jebena.value.ByteSize;
import io.jebena.value.Requirement;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The host and the engine at one moment. Immutable. */
public final class SystemInfo {
    private final String engine;
    private final String engineVersion;
    private final String kernel;
    private final String architecture;
    private final int cpus;
    private final ByteSize memory;
    private final CgroupMode cgroupMode;
    private final Set<String> controllers;
    private final boolean rootless;
    private final List<Requirement> requirements;

    private SystemInfo(Builder builder) {
        engine = builder.engine;
        engineVersion = builder.engineVersion;
        kernel = builder.kernel;
        architecture = builder.architecture;
        cpus = builder.cpus;
        memory = builder.memory;
        cgroupMode = builder.cgroupMode;
        controllers = builder.controllers;
        rootless = builder.rootless;
        requirements = builder.requirements;
    }

    /**
     * Starts with nothing known.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The engine's name.
     *
     * @return such as {@code linux}
     */
    public String engine() {
        return engine;
    }

    /**
     * The engine's version.
     *
     * @return such as {@code 1.0.0}
     */
    public String engineVersion() {
        return engineVersion;
    }

    /**
     * The kernel's release, as {@code uname -r} gives it.
     *
     * @return such as {@code 6.1.0-13-amd64}
     */
    public String kernel() {
        return kernel;
    }

    /**
     * The processor, as {@code uname -m} gives it.
     *
     * @return such as {@code x86_64}
     */
    public String architecture() {
        return architecture;
    }

    /**
     * The processors that the engine may use.
     *
     * @return 1 or more, 0 if not known
     */
    public int cpus() {
        return cpus;
    }

    /**
     * The host's memory.
     *
     * @return its size, zero if not known
     */
    public ByteSize memory() {
        return memory;
    }

    /**
     * Which cgroups the host has.
     *
     * @return the mode
     */
    public CgroupMode cgroupMode() {
        return cgroupMode;
    }

    /**
     * The cgroup controllers that the engine can use, of either version.
     *
     * @return unmodifiable, in alphabetical order
     */
    public Set<String> controllers() {
        return controllers;
    }

    /**
     * Whether the engine works without root's power on the host.
     *
     * @return true if so
     */
    public boolean rootless() {
        return rootless;
    }

    /**
     * Everything that the engine looked for, met or not.
     *
     * @return unmodifiable
     */
    public List<Requirement> requirements() {
        return requirements;
    }

    /** Which cgroups a host has. */
    public enum CgroupMode {
        /** None. */
        NONE,
        /** Version 1 only. */
        V1,
        /** Version 2 only, the unified hierarchy. */
        V2,
        /** Both at once. */
        HYBRID
    }

    /** Collects what is known. Not thread-safe. */
    public static final class Builder {
        private String engine = "";
        private String engineVersion = "";
        private String kernel = "";
        private String architecture = "";
        private int cpus;
        private ByteSize memory = ByteSize.ZERO;
        private CgroupMode cgroupMode = CgroupMode.NONE;
        private Set<String> controllers = Set.of();
        private boolean rootless;
        private List<Requirement> requirements = List.of();

        private Builder() {}

        /**
         * Sets the engine.
         *
         * @param engine its name
         * @param version its version
         * @return this
         */
        public Builder engine(String engine, String version) {
            this.engine = engine;
            this.engineVersion = version;
            return this;
        }

        /**
         * Sets the kernel.
         *
         * @param kernel its release
         * @return this
         */
        public Builder kernel(String kernel) {
            this.kernel = kernel;
            return this;
        }

        /**
         * Sets the processor.
         *
         * @param architecture as {@code uname -m} gives it
         * @return this
         */
        public Builder architecture(String architecture) {
            this.architecture = architecture;
            return this;
        }

        /**
         * Sets the number of processors.
         *
         * @param cpus 1 or more
         * @return this
         */
        public Builder cpus(int cpus) {
            this.cpus = cpus;
            return this;
        }

        /**
         * Sets the memory.
         *
         * @param memory its size
         * @return this
         */
        public Builder memory(ByteSize memory) {
            this.memory = memory;
            return this;
        }

        /**
         * Sets which cgroups there are.
         *
         * @param cgroupMode the mode
         * @return this
         */
        public Builder cgroupMode(CgroupMode cgroupMode) {
            this.cgroupMode = cgroupMode;
            return this;
        }

        /**
         * Replaces the cgroup controllers.
         *
         * @param controllers their names
         * @return this
         */
        public Builder controllers(Set<String> controllers) {
            this.controllers = Collections.unmodifiableSet(new TreeSet<>(controllers));
            return this;
        }

        /**
         * Sets whether the engine works without root's power.
         *
         * @param rootless true if so
         * @return this
         */
        public Builder rootless(boolean rootless) {
            this.rootless = rootless;
            return this;
        }

        /**
         * Replaces what the engine looked for.
         *
         * @param requirements the findings
         * @return this
         */
        public Builder requirements(List<Requirement> requirements) {
            this.requirements = List.copyOf(requirements);
            return this;
        }

        /**
         * What is known.
         *
         * @return new information
         */
        public SystemInfo build() {
            return new SystemInfo(this);
        }
    }
}
