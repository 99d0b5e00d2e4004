// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.image.ImageConfig;
import io.jebena.value.ContainerId;
import io.jebena.value.Digest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything about a container. See {@link Container#inspect}.
 *
 * @param id its identity
 * @param createdAt when it was created
 * @param spec what it was created of, with all that the image and the defaults add, and as it was changed since: its name, host
 *     name, whole environment, entrypoint and command, working directory, user, labels, stop signal, health check, masked and
 *     read-only paths, limits and restart policy are set
 * @param state where it is in its life
 * @param image the id of its image, empty if it has none
 * @param imageConfig what the image says, with nothing set if it has none
 * @param storage where it is kept
 */
public record Inspection(
        ContainerId id,
        Instant createdAt,
        ContainerSpec spec,
        State state,
        Optional<Digest> image,
        ImageConfig imageConfig,
        Storage storage) {
    /**
     * Where a container is in its life.
     *
     * @param status its state
     * @param pid its first process as the host sees it, 0 unless that lives
     * @param exit how its first process ended last, empty unless it has and was not started since
     * @param startedAt when it was started last
     * @param finishedAt when its first process ended last
     * @param restartCount how often its restart policy has started it again
     * @param health what its health check has found
     */
    public record State(
            ContainerState status,
            int pid,
            Optional<ExitStatus> exit,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            int restartCount,
            Optional<Health> health) {}

    /**
     * Where a container is kept.
     *
     * @param driver how its root is put together
     * @param data the directories of which, by name
     * @param log the file that its output is kept in
     */
    public record Storage(String driver, Map<String, String> data, Optional<Path> log) {
        /**
         * Copies the directories.
         *
         * @param driver how its root is put together
         * @param data the directories of which, by name
         * @param log the file that its output is kept in
         */
        public Storage {
            data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        }
    }

    /**
     * The answer of the Docker Engine API to {@code GET /containers/{id}/json}.
     *
     * @return a JSON object
     */
    public String toJson() {
        return Json.text(InspectionJson.of(this));
    }
}
