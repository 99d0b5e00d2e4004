// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerFiles;

/** The files of containers, running or not. */
final class FileAccess {
    private final Surroundings surroundings;

    FileAccess(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    ContainerFiles of(Subject subject) {
        throw new UnsupportedOperationException(
                surroundings.root().toString() + subject.record().id());
    }
}
