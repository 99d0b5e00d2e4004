// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.IOException;

/** The bytes of an archive break the rules of its format, or exceed what this reader accepts. */
public final class ArchiveFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param message what is wrong with which part of the archive
     */
    public ArchiveFormatException(String message) {
        super(message);
    }
}
