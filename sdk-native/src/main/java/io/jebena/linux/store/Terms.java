// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.container.ContainerSpec;
import io.jebena.container.RestartPolicy;
import io.jebena.value.Resources;

/**
 * What of a container's specification can be changed while it exists, and what its users have done with it.
 *
 * @param resources its limits
 * @param restart when it is started again
 * @param stoppedByHand whether it was stopped or killed by hand since it was started by hand
 */
public record Terms(Resources resources, RestartPolicy restart, boolean stoppedByHand) {
    /**
     * As a specification has them.
     *
     * @param spec the specification
     * @return the terms at first
     */
    public static Terms of(ContainerSpec spec) {
        return new Terms(spec.resources(), spec.restart(), false);
    }

    /**
     * The same, by hand.
     *
     * @param stopped whether it was stopped by hand
     * @return the new terms
     */
    public Terms stoppedByHand(boolean stopped) {
        return new Terms(resources, restart, stopped);
    }
}
