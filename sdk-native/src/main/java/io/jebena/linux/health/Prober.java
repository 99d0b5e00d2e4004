// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.health;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Executes probes: a port. */
public interface Prober {
    /**
     * Starts a probe; may block for moments.
     *
     * @param command program and arguments
     * @return the probe
     * @throws RuntimeException if it cannot be executed
     */
    Execution start(List<String> command);

    /** A probe under way. */
    interface Execution {
        /**
         * Its end.
         *
         * @return completed with the exit code, in a thread that must not be blocked
         */
        CompletableFuture<Integer> ended();

        /** Kills it. */
        void kill();

        /**
         * What it has written so far.
         *
         * @return text; may read a disk
         */
        String output();
    }
}
