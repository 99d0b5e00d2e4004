// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Inspection;
import io.jebena.container.ProcessTable;

/** What can be told of containers: everything that is settled about them, and their processes. */
final class Observation {
    private final Surroundings surroundings;

    Observation(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Inspection inspect(Subject subject) {
        throw new UnsupportedOperationException(
                surroundings.root().toString() + subject.record().id());
    }

    ProcessTable top(Subject subject) {
        subject.requireLive("list the processes of");
        throw new UnsupportedOperationException();
    }
}
