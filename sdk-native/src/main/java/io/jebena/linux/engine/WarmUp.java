// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.linux.launch.LaunchPlan;
import io.jebena.linux.store.ContainerRecords;
import java.util.List;

/**
 * Loads the classes that a JVM's first container needs while its opener is still busy with others: most of that first
 * container's time is class loading, and there is more than one processor for it.
 */
final class WarmUp {
    private WarmUp() {}

    /** Begins; only the first call in a JVM does anything. */
    static void begin() {
        Once.begin();
    }

    private static final class Once {
        static {
            Thread thread = new Thread(WarmUp::load, "jebena-warm-up");
            thread.setDaemon(true);
            thread.start();
        }

        static void begin() {
            // the initialisation of this class is what happens once
        }
    }

    private static void load() {
        try {
            ContainerRecords.warmUp();
            LaunchPlan.builder()
                    .mkdir("/", 0, 0, 0)
                    .exec(List.of("/"), List.of(""), List.of())
                    .build();
        } catch (LinkageError | RuntimeException e) {
            // whoever really needs it gets the same, where it can be answered
            System.getLogger(WarmUp.class.getName()).log(System.Logger.Level.DEBUG, "warming up failed", e);
        }
    }
}
