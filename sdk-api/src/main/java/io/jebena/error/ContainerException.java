// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of every failure this library reports. Failures of a clean-up that followed are found in
 * {@link #getSuppressed()}.
 */
public class ContainerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates a failure without a deeper cause.
     *
     * @param message what happened, to which value or path, and what to do next
     */
    public ContainerException(String message) {
        super(message);
    }

    /**
     * Creates a failure.
     *
     * @param message what happened, to which value or path, and what to do next
     * @param cause what it came from, or null
     */
    public ContainerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
