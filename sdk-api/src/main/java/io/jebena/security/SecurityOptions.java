// SPDX-License-Identifier: Apache-2.0
package io.jebena.security;

import static java.util.Objects.requireNonNull;

import io.jebena.capability.Capability;
import io.jebena.capability.CapabilityChoice;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What confines a container besides its namespaces and resources. The default confines as Docker does: its 14
 * capabilities, its seccomp profile, its masked and read-only paths. Immutable.
 */
public final class SecurityOptions {
    /** The default. */
    public static final SecurityOptions DEFAULT = builder().build();

    private final CapabilityChoice capabilities;
    private final @Nullable SeccompProfile seccomp;
    private final boolean noNewPrivileges;
    private final boolean privileged;
    private final boolean writableCgroups;
    private final @Nullable String appArmor;
    private final List<String> seLinuxLabels;
    private final @Nullable Landlock landlock;
    private final @Nullable List<String> maskedPaths;
    private final @Nullable List<String> readOnlyPaths;

    private SecurityOptions(Builder builder) {
        capabilities = CapabilityChoice.of(builder.added, builder.dropped);
        seccomp = builder.seccomp;
        noNewPrivileges = builder.noNewPrivileges;
        privileged = builder.privileged;
        writableCgroups = builder.writableCgroups;
        appArmor = builder.appArmor;
        seLinuxLabels = builder.seLinuxLabels;
        landlock = builder.landlock;
        maskedPaths = builder.maskedPaths;
        readOnlyPaths = builder.readOnlyPaths;
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
        builder.added = capabilities.added();
        builder.dropped = capabilities.dropped();
        builder.seccomp = seccomp;
        builder.noNewPrivileges = noNewPrivileges;
        builder.privileged = privileged;
        builder.writableCgroups = writableCgroups;
        builder.appArmor = appArmor;
        builder.seLinuxLabels = seLinuxLabels;
        builder.landlock = landlock;
        builder.maskedPaths = maskedPaths;
        builder.readOnlyPaths = readOnlyPaths;
        return builder;
    }

    /**
     * These, changed.
     *
     * @param change what to set
     * @return new options
     */
    public SecurityOptions with(Consumer<Builder> change) {
        Builder builder = toBuilder();
        requireNonNull(change, "change").accept(builder);
        return builder.build();
    }

    /**
     * Which capabilities are added to and dropped from the default ones.
     *
     * @return the choice
     */
    public CapabilityChoice capabilities() {
        return capabilities;
    }

    /**
     * Which system calls may be made.
     *
     * @return the profile
     */
    public SeccompProfile seccomp() {
        if (seccomp != null) {
            return seccomp;
        }
        return privileged ? SeccompProfile.UNCONFINED : SeccompProfile.DEFAULT;
    }

    /**
     * Whether set-id bits and file capabilities are without effect.
     *
     * @return false unless set
     */
    public boolean noNewPrivileges() {
        return noNewPrivileges;
    }

    /**
     * Whether nothing confines it but its namespaces: all capabilities that the engine holds, all devices of the host, no masked or
     * read-only paths, no seccomp filter unless one is set.
     *
     * @return false unless set
     */
    public boolean privileged() {
        return privileged;
    }

    /**
     * Whether it may make and change control groups below its own.
     *
     * @return false unless set
     */
    public boolean writableCgroups() {
        return writableCgroups;
    }

    /**
     * The AppArmor profile of its processes, which the kernel must have loaded.
     *
     * @return a profile's name or {@code unconfined}; empty for none of its own
     */
    public Optional<String> appArmor() {
        return Optional.ofNullable(appArmor);
    }

    /**
     * Parts of its SELinux label.
     *
     * @return unmodifiable; {@code user:U}, {@code role:R}, {@code type:T}, {@code level:L} or {@code disable}
     */
    public List<String> seLinuxLabels() {
        return seLinuxLabels;
    }

    /**
     * A further ring around files.
     *
     * @return empty for none
     */
    public Optional<Landlock> landlock() {
        return Optional.ofNullable(landlock);
    }

    /**
     * Paths that are covered with something empty.
     *
     * @return unmodifiable; empty for the engine's default list, an empty list for none
     */
    public Optional<List<String>> maskedPaths() {
        return Optional.ofNullable(maskedPaths);
    }

    /**
     * Paths that cannot be written.
     *
     * @return unmodifiable; empty for the engine's default list, an empty list for none
     */
    public Optional<List<String>> readOnlyPaths() {
        return Optional.ofNullable(readOnlyPaths);
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private Set<Capability> added = Set.of();
        private Set<Capability> dropped = Set.of();
        private @Nullable SeccompProfile seccomp;
        private boolean noNewPrivileges;
        private boolean privileged;
        private boolean writableCgroups;
        private @Nullable String appArmor;
        private List<String> seLinuxLabels = List.of();
        private @Nullable Landlock landlock;
        private @Nullable List<String> maskedPaths;
        private @Nullable List<String> readOnlyPaths;

        private Builder() {}

        private static Set<Capability> plus(Set<Capability> some, Collection<Capability> more) {
            EnumSet<Capability> sum = EnumSet.noneOf(Capability.class);
            sum.addAll(some);
            for (Capability capability : requireNonNull(more, "capabilities")) {
                sum.add(requireNonNull(capability, "capabilities"));
            }
            return sum;
        }

        /**
         * Adds capabilities to the default ones.
         *
         * @param capabilities in addition to those already added; {@link Capability#ALL} for all the engine holds
         * @return this
         */
        public Builder addCapabilities(Collection<Capability> capabilities) {
            requireNonNull(capabilities, "capabilities");
            added = plus(added, capabilities);
            return this;
        }

        /**
         * Drops capabilities from the default ones.
         *
         * @param capabilities in addition to those already dropped; {@link Capability#ALL} to start from nothing
         * @return this
         */
        public Builder dropCapabilities(Collection<Capability> capabilities) {
            requireNonNull(capabilities, "capabilities");
            dropped = plus(dropped, capabilities);
            return this;
        }

        /**
         * Sets which system calls may be made.
         *
         * @param seccomp the profile
         * @return this
         */
        public Builder seccomp(SeccompProfile seccomp) {
            this.seccomp = requireNonNull(seccomp, "seccomp");
            return this;
        }

        /**
         * Sets whether set-id bits and file capabilities are without effect.
         *
         * @param noNewPrivileges true to make them so
         * @return this
         */
        public Builder noNewPrivileges(boolean noNewPrivileges) {
            this.noNewPrivileges = noNewPrivileges;
            return this;
        }

        /**
         * Sets whether nothing confines it but its namespaces.
         *
         * @param privileged true for a container that is trusted like the engine itself
         * @return this
         */
        public Builder privileged(boolean privileged) {
            this.privileged = privileged;
            return this;
        }

        /**
         * Sets whether it may make and change control groups below its own.
         *
         * @param writableCgroups true if it may
         * @return this
         */
        public Builder writableCgroups(boolean writableCgroups) {
            this.writableCgroups = writableCgroups;
            return this;
        }

        /**
         * Sets the AppArmor profile.
         *
         * @param appArmor a loaded profile's name or {@code unconfined}
         * @return this
         */
        public Builder appArmor(String appArmor) {
            this.appArmor = requireNonNull(appArmor, "appArmor");
            return this;
        }

        /**
         * Sets parts of the SELinux label.
         *
         * @param labels {@code user:U}, {@code role:R}, {@code type:T}, {@code level:L} or {@code disable}
         * @return this
         * @throws IllegalArgumentException naming the label that is none
         */
        public Builder seLinuxLabels(List<String> labels) {
            requireNonNull(labels, "labels");
            for (String label : labels) {
                if (!requireNonNull(label, "labels").matches("disable|(user|role|type|level):.+")) {
                    throw new IllegalArgumentException(
                            "SELinux label \"" + label + "\" is unknown: use user:, role:, type:, level: or disable");
                }
            }
            seLinuxLabels = List.copyOf(labels);
            return this;
        }

        /**
         * Sets a further ring around files.
         *
         * @param landlock what is allowed
         * @return this
         */
        public Builder landlock(Landlock landlock) {
            this.landlock = requireNonNull(landlock, "landlock");
            return this;
        }

        /**
         * Replaces the default list of paths that are covered with something empty.
         *
         * @param maskedPaths absolute paths; an empty list for none
         * @return this
         */
        public Builder maskedPaths(List<String> maskedPaths) {
            requireNonNull(maskedPaths, "maskedPaths").forEach(path -> requireNonNull(path, "maskedPaths"));
            this.maskedPaths = List.copyOf(maskedPaths);
            return this;
        }

        /**
         * Replaces the default list of paths that cannot be written.
         *
         * @param readOnlyPaths absolute paths; an empty list for none
         * @return this
         */
        public Builder readOnlyPaths(List<String> readOnlyPaths) {
            requireNonNull(readOnlyPaths, "readOnlyPaths").forEach(path -> requireNonNull(path, "readOnlyPaths"));
            this.readOnlyPaths = List.copyOf(readOnlyPaths);
            return this;
        }

        /**
         * The options.
         *
         * @return new options
         */
        public SecurityOptions build() {
            return new SecurityOptions(this);
        }
    }
}
