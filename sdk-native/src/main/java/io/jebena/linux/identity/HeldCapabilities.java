// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import io.jebena.capability.Capability;
import io.jebena.linux.proc.ProcessStatus;
import java.util.EnumSet;
import java.util.Set;

/**
 * What this process could hand to a container.
 *
 * @param available capabilities that it has permitted and that its bounding set holds
 * @param last the highest capability that this kernel knows, as a number
 */
public record HeldCapabilities(Set<Capability> available, int last) {
    /**
     * Finds what a process holds.
     *
     * @param status its {@code /proc/<pid>/status}
     * @param lastCapability the text of {@code /proc/sys/kernel/cap_last_cap}
     * @return what it holds
     * @throws IllegalArgumentException if the text is no number
     */
    public static HeldCapabilities of(ProcessStatus status, String lastCapability) {
        int last = Integer.parseInt(lastCapability.strip());
        Set<Capability> available = EnumSet.noneOf(Capability.class);
        available.addAll(Capability.ofMask(status.permitted() & status.bounding()));
        available.removeIf(capability -> capability.ordinal() > last);
        return new HeldCapabilities(Set.copyOf(available), last);
    }

    /**
     * What a process has in a user namespace of its own: everything, as far as this kernel knows it.
     *
     * @param lastCapability the text of {@code /proc/sys/kernel/cap_last_cap}
     * @return all of them
     * @throws IllegalArgumentException if the text is no number
     */
    public static HeldCapabilities inOwnUserNamespace(String lastCapability) {
        int last = Integer.parseInt(lastCapability.strip());
        Set<Capability> available = EnumSet.allOf(Capability.class);
        available.removeIf(capability -> capability.ordinal() > last);
        return new HeldCapabilities(Set.copyOf(available), last);
    }
}
