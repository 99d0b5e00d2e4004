// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** The request is sound, but collides with something that exists: a name in use, an ambiguous prefix, an image in use. */
public final class ConflictException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param message what collides with what, and what to do next
     */
    public ConflictException(String message) {
        super(message);
    }
}
