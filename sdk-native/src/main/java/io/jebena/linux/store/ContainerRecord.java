// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.container.ContainerSpec;
import io.jebena.container.ExitStatus;
import io.jebena.value.ContainerId;
import io.jebena.value.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a container beyond the memory of the JVM that made it.
 *
 * @param id identity
 * @param name unique in the root
 * @param engine the engine it belongs to, see {@link EngineLease}
 * @param spec what it was created of
 * @param image the image it was created of, whatever its names mean now, or null
 * @param createdAt when it was created
 * @param startedAt when its first process began, or null
 * @param finishedAt when its first process ended, or null
 * @param pid its first process while it runs, else 0
 * @param exit how it ended, or null
 */
public record ContainerRecord(
        ContainerId id,
        String name,
        String engine,
        ContainerSpec spec,
        @Nullable Digest image,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int pid,
        @Nullable ExitStatus exit) {
    /**
     * A container that has just been created.
     *
     * @param id identity
     * @param name unique in the root
     * @param engine the engine it belongs to
     * @param spec what it is created of
     * @param image the image that this means now, or null
     * @return its record
     */
    public static ContainerRecord created(
            ContainerId id, String name, String engine, ContainerSpec spec, @Nullable Digest image) {
        return new ContainerRecord(id, name, engine, spec, image, Instant.now(), null, null, 0, null);
    }

    /**
     * The same, running.
     *
     * @param pid first process
     * @return the new record
     */
    public ContainerRecord running(int pid) {
        return new ContainerRecord(id, name, engine, spec, image, createdAt, Instant.now(), null, pid, null);
    }

    /**
     * The same, ended.
     *
     * @param exit how
     * @return the new record
     */
    public ContainerRecord ended(ExitStatus exit) {
        return new ContainerRecord(id, name, engine, spec, image, createdAt, startedAt, Instant.now(), 0, exit);
    }
}
