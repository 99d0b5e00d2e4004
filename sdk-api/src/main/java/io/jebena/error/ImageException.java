// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

import org.jspecify.annotations.Nullable;

/** An image, or an archive said to hold one, cannot be used. */
public class ImageException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates a failure without a deeper cause.
     *
     * @param message what is wrong with which part of which image
     */
    public ImageException(String message) {
        super(message);
    }

    /**
     * Creates a failure.
     *
     * @param message what is wrong with which part of which image
     * @param cause what it came from, or null
     */
    public ImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
