// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a container is in its life.
 *
 * @param state its state
 * @param startedAt when its first process began, or null before the first start
 * @param finishedAt when its first process ended last, or null
 * @param pid its first process while it runs, else 0
 * @param exit how its first process ended, or null if it was not started or runs
 * @param restartCount how often its restart policy has started it again
 */
public record Life(
        ContainerState state,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int pid,
        @Nullable ExitStatus exit,
        int restartCount) {
    /** The beginning. */
    public static final Life CREATED = new Life(ContainerState.CREATED, null, null, 0, null, 0);

    /**
     * The next run.
     *
     * @param pid first process
     * @return the new life
     */
    public Life running(int pid) {
        return new Life(ContainerState.RUNNING, Instant.now(), finishedAt, pid, null, restartCount);
    }

    /**
     * The end of a run.
     *
     * @param exit how
     * @param then exited, or restarting
     * @return the new life
     */
    public Life ended(ExitStatus exit, ContainerState then) {
        return new Life(then, startedAt, Instant.now(), 0, exit, restartCount);
    }

    /**
     * Another state.
     *
     * @param state the state
     * @return the new life
     */
    public Life in(ContainerState state) {
        return new Life(state, startedAt, finishedAt, pid, exit, restartCount);
    }

    /**
     * Another number of restarts.
     *
     * @param restartCount 0 or more
     * @return the new life
     */
    public Life restarted(int restartCount) {
        return new Life(state, startedAt, finishedAt, pid, exit, restartCount);
    }
}
