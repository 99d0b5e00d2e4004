// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.RootSource;
import io.jebena.linux.event.EventLog;
import io.jebena.linux.store.ContainerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the engine's listeners what becomes of a container, in Docker's words. Never blocks. */
final class ContainerEvents {
    private static final String TYPE = "container";

    private final EventLog log;

    ContainerEvents(EventLog log) {
        this.log = log;
    }

    /** An action without attributes of its own. */
    void emit(ContainerRecord container, String action) {
        emit(container, action, Map.of());
    }

    /** An action with attributes of its own. */
    void emit(ContainerRecord container, String action, Map<String, String> more) {
        ContainerSpec spec = container.spec();
        Map<String, String> attributes = new LinkedHashMap<>(spec.labels());
        image(spec, attributes);
        attributes.put("name", container.name());
        attributes.putAll(more);
        log.emit(TYPE, action, container.id().toString(), attributes);
    }

    private static void image(ContainerSpec spec, Map<String, String> attributes) {
        if (spec.root() instanceof RootSource.FromImage image) {
            attributes.put("image", image.reference().familiar());
        } else if (spec.root() instanceof RootSource.FromImageId image) {
            attributes.put("image", image.id().toString());
        }
    }

    void died(ContainerRecord container, ExitStatus status) {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("execDuration", Long.toString(lasted(container).toSeconds()));
        more.put("exitCode", Integer.toString(status.code()));
        emit(container, "die", more);
    }

    /** How long the last run took. */
    static Duration lasted(ContainerRecord container) {
        Instant began = container.startedAt();
        Instant ended = container.finishedAt();
        return began == null || ended == null ? Duration.ZERO : Duration.between(began, ended);
    }
}
