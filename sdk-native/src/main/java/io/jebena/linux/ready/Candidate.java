// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.ready;

import io.jebena.container.ExecSpec;
import io.jebena.container.Health;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A container as the conditions look at it: a port. */
public interface Candidate {
    /**
     * What it writes, from its beginning.
     *
     * @return streams that wait for more, closed by the caller
     */
    List<InputStream> output();

    /**
     * Its first process.
     *
     * @return empty unless it runs
     */
    OptionalInt pid();

    /**
     * Executes a command in it.
     *
     * @param spec the command
     * @param limit how long it may take
     * @return true if it ended with 0
     */
    boolean succeeds(ExecSpec spec, Duration limit);

    /**
     * Hears of its health: as it is now, and of each change.
     *
     * @param listener called at once, and later in other threads
     * @return ends it
     */
    Runnable onHealth(Consumer<Health> listener);
}
