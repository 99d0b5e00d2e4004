// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Stats;
import io.jebena.value.Subscription;
import java.time.Duration;
import java.util.function.Consumer;

/** What containers use. */
final class Usage {
    private final Surroundings surroundings;

    Usage(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Stats sample(Subject subject) {
        subject.requireLive("read the statistics of");
        throw new UnsupportedOperationException(surroundings.root().toString());
    }

    Subscription samples(Subject subject, Duration interval, Consumer<Stats> listener) {
        subject.requireLive("read the statistics of");
        throw new UnsupportedOperationException();
    }
}
