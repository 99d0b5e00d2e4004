// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

/** What of a container is waited for. */
public enum WaitCondition {
    /** It does not run, and no restart is to come: at once if that is so already, and if it was never started. */
    NOT_RUNNING,
    /** The next end of its first process, also if a restart follows; waits for a start first. */
    NEXT_EXIT,
    /** It is removed. */
    REMOVED
}
