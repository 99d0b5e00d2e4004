// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerState;
import io.jebena.error.ContainerStateException;
import io.jebena.linux.store.ContainerRecord;
import java.util.Locale;
import java.util.Optional;

/** A container as the parts of its handle see it: of this engine, or of another on the same root. Thread-safe. */
interface Subject {
    /** What is kept of it, as it is now; what it was last once it is removed. */
    ContainerRecord record();

    ContainerState state();

    /** What was settled when it was created. */
    Blueprint blueprint();

    /** What there is of it in the kernel; empty unless it is running or paused. */
    Optional<? extends Live> live();

    /** What there is of it in the kernel, which an operation cannot do without. */
    default Live requireLive(String operation) {
        return live().orElseThrow(() -> wrongState(operation, "running"));
    }

    /** Does something while it is neither started nor removed, as far as this JVM decides that. */
    default void exclusively(Runnable action) {
        action.run();
    }

    default ContainerStateException wrongState(String operation, String expected) {
        return new ContainerStateException(
                operation, record().name(), expected, state().name().toLowerCase(Locale.ROOT));
    }
}
