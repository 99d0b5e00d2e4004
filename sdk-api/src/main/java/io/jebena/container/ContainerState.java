// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

/** Where a container is in its life. */
public enum ContainerState {
    /** It exists and has not been started. */
    CREATED,
    /** Its first process lives. */
    RUNNING,
    /** Its first process has ended; its files and its output are still there. */
    EXITED,
    /** It is gone from the engine; a handle still knows how it ended. */
    REMOVED
}
