// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.capability.Capability;
import io.jebena.container.ContainerSpec;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.identity.CapabilitySets;
import io.jebena.linux.identity.HeldCapabilities;
import io.jebena.linux.lsm.LandlockRing;
import io.jebena.linux.lsm.SecurityLabel;
import io.jebena.linux.lsm.SecurityModules;
import io.jebena.linux.seccomp.SeccompFilter;
import io.jebena.linux.seccomp.SeccompPolicy;
import io.jebena.namespace.Namespaces;
import io.jebena.security.SeccompProfile;
import io.jebena.security.SecurityOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Works out what confines the processes of a container on this host. */
final class Confinements {
    private static final System.Logger LOGGER = System.getLogger(Confinements.class.getName());

    private final HeldCapabilities held;

    Confinements(HeldCapabilities held) {
        this.held = held;
    }

    /** Looks whether a specification can be held, so that its container is not made in vain. */
    void check(ContainerSpec spec) {
        SecurityOptions security = spec.security();
        spec.security().seccomp().json().ifPresent(SeccompPolicy::parse);
        CapabilitySets.resolve(security.capabilities(), held);
        security.landlock().ifPresent(LandlockRing::of);
        labels(security);
        checkSysctls(spec);
    }

    private static void checkSysctls(ContainerSpec spec) {
        Namespaces namespaces = spec.namespaces();
        for (String name : spec.sysctls().keySet()) {
            boolean network = name.startsWith("net.") || name.startsWith("net/");
            if (network ? namespaces.network().host() : namespaces.ipc().host()) {
                throw new InvalidSpecException(
                        "sysctls",
                        name + " would be changed for the host, whose " + (network ? "network" : "IPC")
                                + " namespace the container uses: give it one of its own");
            }
        }
    }

    Confinement of(ContainerSpec spec) {
        SecurityOptions security = spec.security();
        Set<Capability> capabilities =
                security.privileged() ? everything() : CapabilitySets.resolve(security.capabilities(), held);
        SeccompProfile profile = security.seccomp();
        Optional<SeccompFilter> filter = Optional.empty();
        if (!profile.unconfined()) {
            long bounding = CapabilitySets.of(capabilities, 0).bounding();
            filter = Optional.of(profile.json()
                    .map(json -> SeccompPolicy.parse(json).compile(bounding))
                    .orElseGet(() -> SeccompPolicy.defaultFilter(bounding)));
        }
        return new Confinement(
                capabilities,
                filter,
                security.noNewPrivileges(),
                security.landlock().map(LandlockRing::of),
                labels(security),
                spec.rlimits(),
                spec.umask());
    }

    /** All that this process has to give; a container that is to have everything must know what it does not get. */
    Set<Capability> everything() {
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.ALL) {
            if (capability.ordinal() <= held.last() && !held.available().contains(capability)) {
                missing.add(capability);
            }
        }
        if (!missing.isEmpty()) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> "privileged means all capabilities that this process holds; it lacks " + missing);
        }
        return held.available();
    }

    private static List<SecurityLabel> labels(SecurityOptions security) {
        if (security.appArmor().isEmpty() && security.seLinuxLabels().isEmpty()) {
            return List.of();
        }
        SecurityModules host = SecurityModules.ofHost();
        List<SecurityLabel> labels = new ArrayList<>();
        security.appArmor()
                .flatMap(profile -> SecurityLabel.appArmor(profile, host))
                .ifPresent(labels::add);
        SecurityLabel.seLinux(security.seLinuxLabels(), host).ifPresent(labels::add);
        return labels;
    }
}
