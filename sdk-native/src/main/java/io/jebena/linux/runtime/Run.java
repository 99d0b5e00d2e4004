// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ExitStatus;
import io.jebena.value.Signal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One life of a container's first process, from a start to its end, and the way down afterwards. */
interface Run extends Live {
    /** The end, all output arrived. Completed in the reactor's thread, or that of a timer: what depends on it must not block. */
    CompletableFuture<ExitStatus> onEnd();

    /** The ends of the first process and of all that was executed beside it. */
    CompletableFuture<Void> onAllEnded();

    /** False if it has ended. */
    boolean signal(Signal signal);

    /** Ends all of it by force, a paused one too, without waiting; false if it has ended. */
    boolean kill();

    /** Stops all its processes where they are; returns when they stand still, with false if they are ending instead. */
    boolean freeze();

    /** Lets them go on. */
    void thaw();

    /** Is called when its memory has run out; must not block. At once where its memory is limited, else when it ends. */
    void onOutOfMemory(Runnable listener);

    /** Whether another run follows by itself; empty if this JVM decides that. */
    default Optional<Boolean> followed() {
        return Optional.empty();
    }

    /** Somebody ends it by hand; if he cancels restarts, none follows. */
    default void stoppedByHand(boolean cancelsRestarts) {
        // this JVM knows
    }

    /** After the end: nothing of it stays in the kernel. A second call does nothing. */
    void clear();
}
