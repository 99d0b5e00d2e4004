// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

/** Where a container is in its life. */
public enum ContainerState {
    /** It exists and has not been started. */
    CREATED,
    /** Its first process lives. */
    RUNNING,
    /** Its processes live and are frozen. */
    PAUSED,
    /** Its first process has ended, and its restart policy is about to start it again. */
    RESTARTING,
    /** Its first process has ended; its files and its output are still there. */
    EXITED,
    /** Its removal began and failed: it can only be removed. */
    DEAD,
    /** It is gone from the engine; a handle still knows how it ended. */
    REMOVED;

    /**
     * Whether the first process lives.
     *
     * @return true for {@link #RUNNING} and {@link #PAUSED}
     */
    public boolean alive() {
        return this == RUNNING || this == PAUSED;
    }
}
