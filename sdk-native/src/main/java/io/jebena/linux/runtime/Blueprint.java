// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.image.ImageConfig;
import io.jebena.linux.snapshot.RootMount;
import io.jebena.value.Signal;
import java.util.Optional;

/**
 * Everything about a container that is settled when it is created.
 *
 * @param spec what was asked for
 * @param hostname its host name
 * @param process its first process, image and specification merged
 * @param imageStopSignal the image's own stop signal
 * @param root how its root is put together
 * @param accounts where the users of its root are looked up
 * @param image what the image says
 */
record Blueprint(
        ContainerSpec spec,
        String hostname,
        EffectiveProcess process,
        Optional<Signal> imageStopSignal,
        RootMount root,
        Accounts accounts,
        ImageConfig image) {
    Optional<Signal> stopSignal() {
        return imageStopSignal;
    }
}
