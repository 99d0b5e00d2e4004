// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has been acquired so far and how to give it back. Unwound in reverse, when an operation fails or at the end; a
 * failure on the way, of whatever kind, does not stop the rest.
 */
final class Rollback {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void push(Runnable undo) {
        steps.push(undo);
    }

    /** Gives everything back; the first failure is thrown in the end, with the others added to it. */
    void unwind() {
        Throwable first = unwound(null);
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }

    /**
     * Gives everything back after a failure.
     *
     * @param failure what went wrong; what goes wrong now is added to it
     */
    void unwind(Throwable failure) {
        unwound(failure);
    }

    private @Nullable Throwable unwound(@Nullable Throwable failure) {
        Throwable first = failure;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException | Error e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        return first;
    }
}
