// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerState;
import io.jebena.linux.log.ContainerLog;
import io.jebena.linux.log.ForeignLog;
import io.jebena.linux.log.LiveOutput;
import io.jebena.linux.log.LogWatches;
import io.jebena.linux.store.ContainerRecord;
import java.nio.file.Path;

/** Makes what containers' streams need: one for all containers of an engine. */
final class Outputs {
    private final Surroundings surroundings;
    private final ContainerEvents events;
    private final LogWatches watches;

    Outputs(Surroundings surroundings, ContainerEvents events) {
        this.surroundings = surroundings;
        this.events = events;
        this.watches = new LogWatches(surroundings.reactor());
    }

    Surroundings surroundings() {
        return surroundings;
    }

    ContainerEvents events() {
        return events;
    }

    private Path directory(ContainerRecord record) {
        return surroundings.root().container(record.id().toString());
    }

    /** The log of a container that this JVM runs. */
    ContainerLog log(ContainerRecord record) {
        return new ContainerLog(
                directory(record), record.id().toString(), record.spec().log(), surroundings.executor());
    }

    /** The log of a container that somebody else runs. */
    ForeignLog foreignLog(ContainerHandle container, ContainerRecord record) {
        return new ForeignLog(
                directory(record),
                record.id().toString(),
                record.spec().log(),
                watches,
                () -> hasEnded(container.state()),
                container::onExit);
    }

    private static boolean hasEnded(ContainerState state) {
        return state == ContainerState.EXITED || state == ContainerState.DEAD || state == ContainerState.REMOVED;
    }

    LiveOutput live(ContainerRecord record) {
        return new LiveOutput(directory(record));
    }

    /** The streams of a run. */
    StandardStreams open(ContainerRecord record, Capture capture) {
        return StandardStreams.open(record.spec(), surroundings.reactor(), surroundings.executor(), capture);
    }

    /** Hears of no more changes. */
    void close() {
        watches.close();
    }
}
