// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.value.HealthCheck;
import java.time.Instant;
import java.util.List;

/**
 * What a container's {@link HealthCheck} has found.
 *
 * @param status the judgement
 * @param failingStreak failures in a row that count
 * @param log the last five probes, oldest first; unmodifiable
 */
public record Health(Status status, int failingStreak, List<Probe> log) {
    /**
     * Copies the log.
     *
     * @param status the judgement
     * @param failingStreak failures in a row
     * @param log the last probes
     */
    public Health {
        log = List.copyOf(log);
    }

    /** The judgements. */
    public enum Status {
        /** It began not long ago and has not been found healthy yet. */
        STARTING,
        /** The last probe succeeded, or too few failed since one did. */
        HEALTHY,
        /** Too many probes in a row failed. */
        UNHEALTHY
    }

    /**
     * One probe.
     *
     * @param start when it began
     * @param end when it ended
     * @param exitCode 0 for success, -1 if it took too long or could not be executed
     * @param output the beginning of what it wrote, 4096 bytes at most
     */
    public record Probe(Instant start, Instant end, int exitCode, String output) {}
}
