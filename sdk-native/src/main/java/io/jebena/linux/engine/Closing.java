// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import org.jspecify.annotations.Nullable;

/** Steps of which each is done though an earlier one failed; the first failure is thrown in the end, with the others. */
final class Closing {
    private @Nullable Throwable first;

    void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    /** Whether no step has failed so far. */
    boolean clean() {
        return first == null;
    }

    void finish() {
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
