// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.lsm;

import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import java.util.List;
import java.util.Optional;

/**
 * The label that a program runs under.
 *
 * @param attribute the file below {@code /proc/self/attr} that takes it
 * @param value what is written there
 */
public record SecurityLabel(String attribute, String value) {
    private static final String UNCONFINED = "unconfined";
    private static final List<String> PARTS = List.of("user", "role", "type", "level");

    /**
     * An AppArmor profile.
     *
     * @param profile its name, or {@code unconfined}
     * @param host what this host has
     * @return the label; empty for {@code unconfined} on a host without AppArmor
     * @throws HostRequirementException if the host has no AppArmor
     */
    public static Optional<SecurityLabel> appArmor(String profile, SecurityModules host) {
        if (!host.appArmor()) {
            if (profile.equals(UNCONFINED)) {
                return Optional.empty();
            }
            throw new HostRequirementException(
                    "the AppArmor profile \"" + profile + "\" needs AppArmor, which this kernel does not run",
                    "boot with apparmor=1 and apparmor in the lsm= list, or leave the profile out");
        }
        return Optional.of(new SecurityLabel(host.appArmorAttribute(), "exec " + profile));
    }

    /**
     * An SELinux label.
     *
     * @param parts what differs from this process's own label, {@code type:container_t}; or {@code disable}
     * @param host what this host has
     * @return the label; empty if there is nothing to change
     * @throws HostRequirementException if the host has no SELinux
     */
    public static Optional<SecurityLabel> seLinux(List<String> parts, SecurityModules host) {
        if (parts.isEmpty() || parts.contains("disable")) {
            return Optional.empty();
        }
        if (host.seLinuxLabel().isEmpty()) {
            throw new HostRequirementException(
                    "the SELinux labels " + parts + " need SELinux, which this kernel does not run",
                    "boot with selinux=1 and selinux in the lsm= list, or leave the labels out");
        }
        String[] label = host.seLinuxLabel().orElseThrow().split(":", PARTS.size());
        if (label.length < PARTS.size() - 1) {
            throw new InvalidSpecException("seLinuxLabels", "cannot be put on \"" + String.join(":", label) + "\"");
        }
        String[] whole = java.util.Arrays.copyOf(label, PARTS.size());
        for (String part : parts) {
            int colon = part.indexOf(':');
            whole[PARTS.indexOf(part.substring(0, colon))] = part.substring(colon + 1);
        }
        String last = whole[PARTS.size() - 1];
        String text = String.join(":", whole[0], whole[1], whole[2]);
        return Optional.of(new SecurityLabel("exec", last == null ? text : text + ":" + last));
    }
}
