// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.json;

import io.jebena.error.ImageException;
import org.jspecify.annotations.Nullable;

/** A document is no JSON, exceeds a limit, or has a member of the wrong kind. The message names document and member. */
public final class JsonException extends ImageException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param message which member of which document is wrong, and how
     * @param cause what it came from, or null
     */
    public JsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
