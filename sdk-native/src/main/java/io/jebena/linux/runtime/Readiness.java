// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.Health;
import io.jebena.container.Ready;
import java.time.Duration;
import java.util.Optional;

/** The health checks of containers, and waiting until they can be used. */
final class Readiness {
    private final Surroundings surroundings;

    Readiness(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Optional<Health> health(Subject subject) {
        if (subject.record().spec().healthCheck().isEmpty()) {
            return Optional.empty();
        }
        throw new UnsupportedOperationException(surroundings.root().toString());
    }

    void await(Container container, Subject subject, Ready ready, Duration limit) {
        throw new UnsupportedOperationException();
    }

    /** A run has begun, or goes on after a pause. In the thread of the caller, who holds the container's lock: must not block. */
    void begins(LinuxContainer container) {}

    /** A run is over, or paused. Maybe in the reactor's thread: must not block. */
    void ends(LinuxContainer container) {}
}
