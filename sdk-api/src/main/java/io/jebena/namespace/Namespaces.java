// SPDX-License-Identifier: Apache-2.0
package io.jebena.namespace;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The kernel namespaces of a container. The mount namespace is always its own. By default pid, network, IPC, UTS and
 * cgroup namespaces are its own too, and the user and time namespaces are the host's. Immutable.
 */
public final class Namespaces {
    /** The default. */
    public static final Namespaces DEFAULT = builder().build();

    private final NamespaceMode pid;
    private final NamespaceMode network;
    private final NamespaceMode ipc;
    private final NamespaceMode uts;
    private final NamespaceMode cgroup;
    private final NamespaceMode user;
    private final NamespaceMode time;
    private final List<IdMapping> uidMappings;
    private final List<IdMapping> gidMappings;
    private final Duration monotonicOffset;
    private final Duration boottimeOffset;

    private Namespaces(Builder builder) {
        pid = builder.pid;
        network = builder.network;
        ipc = builder.ipc;
        uts = builder.uts;
        cgroup = builder.cgroup;
        user = builder.user;
        time = builder.time;
        uidMappings = builder.uidMappings;
        gidMappings = builder.gidMappings;
        monotonicOffset = builder.monotonicOffset;
        boottimeOffset = builder.boottimeOffset;
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
        builder.pid = pid;
        builder.network = network;
        builder.ipc = ipc;
        builder.uts = uts;
        builder.cgroup = cgroup;
        builder.user = user;
        builder.time = time;
        builder.uidMappings = uidMappings;
        builder.gidMappings = gidMappings;
        builder.monotonicOffset = monotonicOffset;
        builder.boottimeOffset = boottimeOffset;
        return builder;
    }

    /**
     * These, changed.
     *
     * @param change what to set
     * @return new namespaces
     * @throws IllegalArgumentException as {@link Builder#build()}
     */
    public Namespaces with(Consumer<Builder> change) {
        Builder builder = toBuilder();
        requireNonNull(change, "change").accept(builder);
        return builder.build();
    }

    /**
     * Process ids.
     *
     * @return whose
     */
    public NamespaceMode pid() {
        return pid;
    }

    /**
     * Network interfaces, addresses and ports. An own one has only a loopback interface.
     *
     * @return whose
     */
    public NamespaceMode network() {
        return network;
    }

    /**
     * System V IPC and POSIX message queues; {@code /dev/shm} goes with it.
     *
     * @return whose
     */
    public NamespaceMode ipc() {
        return ipc;
    }

    /**
     * Host name and domain name.
     *
     * @return whose
     */
    public NamespaceMode uts() {
        return uts;
    }

    /**
     * The view of cgroups.
     *
     * @return whose
     */
    public NamespaceMode cgroup() {
        return cgroup;
    }

    /**
     * User and group ids and capabilities.
     *
     * @return whose
     */
    public NamespaceMode user() {
        return user;
    }

    /**
     * The offsets of the monotonic and boot-time clocks.
     *
     * @return whose
     */
    public NamespaceMode time() {
        return time;
    }

    /**
     * How user ids inside an own user namespace map to ids outside.
     *
     * @return unmodifiable; empty for the engine's choice, and if the user namespace is not its own
     */
    public List<IdMapping> uidMappings() {
        return uidMappings;
    }

    /**
     * How group ids inside an own user namespace map to ids outside.
     *
     * @return unmodifiable; empty for the engine's choice, and if the user namespace is not its own
     */
    public List<IdMapping> gidMappings() {
        return gidMappings;
    }

    /**
     * What an own time namespace adds to the monotonic clock.
     *
     * @return zero unless set
     */
    public Duration monotonicOffset() {
        return monotonicOffset;
    }

    /**
     * What an own time namespace adds to the boot-time clock, which {@code /proc/uptime} shows.
     *
     * @return zero unless set
     */
    public Duration boottimeOffset() {
        return boottimeOffset;
    }

    /** Collects namespaces. Not thread-safe. */
    public static final class Builder {
        private NamespaceMode pid = NamespaceMode.OWN;
        private NamespaceMode network = NamespaceMode.OWN;
        private NamespaceMode ipc = NamespaceMode.OWN;
        private NamespaceMode uts = NamespaceMode.OWN;
        private NamespaceMode cgroup = NamespaceMode.OWN;
        private NamespaceMode user = NamespaceMode.HOST;
        private NamespaceMode time = NamespaceMode.HOST;
        private List<IdMapping> uidMappings = List.of();
        private List<IdMapping> gidMappings = List.of();
        private Duration monotonicOffset = Duration.ZERO;
        private Duration boottimeOffset = Duration.ZERO;

        private Builder() {}

        /**
         * Sets whose process ids are seen.
         *
         * @param pid the mode
         * @return this
         */
        public Builder pid(NamespaceMode pid) {
            this.pid = requireNonNull(pid, "pid");
            return this;
        }

        /**
         * Sets whose network is used.
         *
         * @param network the mode
         * @return this
         */
        public Builder network(NamespaceMode network) {
            this.network = requireNonNull(network, "network");
            return this;
        }

        /**
         * Sets whose System V IPC, message queues and {@code /dev/shm} are used.
         *
         * @param ipc the mode
         * @return this
         */
        public Builder ipc(NamespaceMode ipc) {
            this.ipc = requireNonNull(ipc, "ipc");
            return this;
        }

        /**
         * Sets whose host name is seen.
         *
         * @param uts the mode
         * @return this
         */
        public Builder uts(NamespaceMode uts) {
            this.uts = requireNonNull(uts, "uts");
            return this;
        }

        /**
         * Sets whose view of cgroups is had.
         *
         * @param cgroup the mode
         * @return this
         */
        public Builder cgroup(NamespaceMode cgroup) {
            this.cgroup = requireNonNull(cgroup, "cgroup");
            return this;
        }

        /**
         * Sets whose user ids and capabilities count. An own namespace without mappings is mapped by the engine.
         *
         * @param user the mode
         * @return this
         */
        public Builder user(NamespaceMode user) {
            this.user = requireNonNull(user, "user");
            return this;
        }

        /**
         * Sets whose clock offsets count.
         *
         * @param time the mode
         * @return this
         */
        public Builder time(NamespaceMode time) {
            this.time = requireNonNull(time, "time");
            return this;
        }

        /**
         * Replaces the mappings of user ids and asks for an own user namespace.
         *
         * @param uidMappings the mappings, in any order
         * @return this
         */
        public Builder uidMappings(List<IdMapping> uidMappings) {
            requireNonNull(uidMappings, "uidMappings").forEach(mapping -> requireNonNull(mapping, "uidMappings"));
            this.uidMappings = List.copyOf(uidMappings);
            return user(NamespaceMode.OWN);
        }

        /**
         * Replaces the mappings of group ids and asks for an own user namespace.
         *
         * @param gidMappings the mappings, in any order
         * @return this
         */
        public Builder gidMappings(List<IdMapping> gidMappings) {
            requireNonNull(gidMappings, "gidMappings").forEach(mapping -> requireNonNull(mapping, "gidMappings"));
            this.gidMappings = List.copyOf(gidMappings);
            return user(NamespaceMode.OWN);
        }

        /**
         * Shifts the monotonic clock and asks for an own time namespace.
         *
         * @param offset what to add, negative or positive
         * @return this
         */
        public Builder monotonicOffset(Duration offset) {
            this.monotonicOffset = requireNonNull(offset, "offset");
            return time(NamespaceMode.OWN);
        }

        /**
         * Shifts the boot-time clock and asks for an own time namespace.
         *
         * @param offset what to add, negative or positive
         * @return this
         */
        public Builder boottimeOffset(Duration offset) {
            this.boottimeOffset = requireNonNull(offset, "offset");
            return time(NamespaceMode.OWN);
        }

        /**
         * The namespaces.
         *
         * @return new namespaces
         * @throws IllegalArgumentException if mappings are set for a user namespace that is not its own, only one of uid
         *     and gid mappings is set, two mappings overlap, or offsets are set for a time namespace that is not its
         *     own
         */
        public Namespaces build() {
            boolean mapped = !uidMappings.isEmpty() || !gidMappings.isEmpty();
            if (mapped && !user.own()) {
                throw new IllegalArgumentException("id mappings are set, but the user namespace is " + user);
            }
            if (uidMappings.isEmpty() != gidMappings.isEmpty()) {
                throw new IllegalArgumentException("uid and gid mappings go together: set both or none");
            }
            checkOverlap("uid", uidMappings);
            checkOverlap("gid", gidMappings);
            if (!time.own() && !(monotonicOffset.isZero() && boottimeOffset.isZero())) {
                throw new IllegalArgumentException("clock offsets are set, but the time namespace is " + time);
            }
            return new Namespaces(this);
        }

        private static void checkOverlap(String kind, List<IdMapping> mappings) {
            for (int i = 0; i < mappings.size(); i++) {
                IdMapping a = mappings.get(i);
                Optional<IdMapping> clash = mappings.subList(0, i).stream()
                        .filter(b -> overlap(a.inside(), b.inside(), a.count(), b.count())
                                || overlap(a.outside(), b.outside(), a.count(), b.count()))
                        .findFirst();
                if (clash.isPresent()) {
                    throw new IllegalArgumentException(kind + " mappings " + clash.get() + " and " + a + " overlap");
                }
            }
        }

        private static boolean overlap(long a, long b, long aCount, long bCount) {
            return a < b + bCount && b < a + aCount;
        }
    }
}
