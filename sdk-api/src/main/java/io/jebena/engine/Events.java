// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import io.jebena.event.Event;
import io.jebena.value.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What happens in an engine. Thread-safe. */
public interface Events {
    /**
     * Tells of everything from now on.
     *
     * @param listener called in a thread of the engine's executor, one event after another; while it is busy more than 1,000
     *     events late, further ones are lost to it
     * @return ends it
     */
    Subscription subscribe(Consumer<Event> listener);

    /**
     * Tells of everything since a time, as far as the engine remembers, and from now on.
     *
     * @param since the earliest time
     * @param listener called in a thread of the engine's executor, one event after another
     * @return ends it
     */
    Subscription subscribe(Instant since, Consumer<Event> listener);

    /**
     * What happened, as far as the engine remembers: the last 256 events.
     *
     * @param since the earliest time
     * @return oldest first
     */
    List<Event> since(Instant since);
}
