// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import io.jebena.capability.Capability;
import io.jebena.capability.CapabilityChoice;
import io.jebena.error.InvalidSpecException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The five capability sets of a thread (capabilities(7)) as masks, bit n standing for capability n.
 *
 * @param bounding what an exec can give at most
 * @param permitted what the thread may make effective
 * @param effective what the kernel's checks look at
 * @param inheritable what file capabilities may pick up at an exec
 * @param ambient what an exec of an ordinary program keeps
 */
public record CapabilitySets(long bounding, long permitted, long effective, long inheritable, long ambient) {
    /**
     * The sets of a container's process, as Docker gives them: bounding, permitted and effective filled, inheritable and
     * ambient empty. A user other than root ends with nothing effective, but the bounding set lets setuid programs work.
     *
     * @param capabilities what the container has
     * @param user the user id inside the container
     * @return the sets
     */
    public static CapabilitySets of(Set<Capability> capabilities, long user) {
        long mask = Capability.mask(capabilities);
        return user == 0 ? new CapabilitySets(mask, mask, mask, 0, 0) : new CapabilitySets(mask, 0, 0, 0, 0);
    }

    /**
     * Resolves a choice against what this process holds.
     *
     * @param choice what is added and dropped
     * @param held what this process holds
     * @return the container's capabilities, none beyond those held
     * @throws InvalidSpecException if a capability was asked for by name that is not held, in Docker's words
     */
    public static Set<Capability> resolve(CapabilityChoice choice, HeldCapabilities held) {
        for (Capability demanded : choice.demanded()) {
            if (!held.available().contains(demanded)) {
                throw new InvalidSpecException(
                        "capabilities",
                        "capability not supported by your kernel or not available in the current environment: \""
                                + demanded.kernelName() + "\"");
            }
        }
        return choice.resolve(held.available());
    }

    /**
     * Default capabilities that a container does not get because this process does not hold them.
     *
     * @param held what this process holds
     * @return the missing ones
     */
    public static Set<Capability> missingDefaults(HeldCapabilities held) {
        EnumSet<Capability> missing = EnumSet.copyOf(Capability.DEFAULT);
        missing.removeAll(held.available());
        return missing;
    }
}
