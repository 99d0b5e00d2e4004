// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has been acquired so far and how to give it back. Unwound in reverse when an operation fails, or kept as the
 * container's way down when it succeeds; a failure on the way does not stop the rest.
 */
final class Rollback {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void push(Runnable undo) {
        steps.push(undo);
    }

    /**
     * Gives everything back.
     *
     * @param failure what went wrong before, or null; what goes wrong now is added to it
     * @return the first failure, with the others added to it, or null
     */
    @Nullable
    RuntimeException unwind(@Nullable RuntimeException failure) {
        RuntimeException first = failure;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException e) {
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
