// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.IOException;

/** Takes the content of a file piece by piece. */
@FunctionalInterface
public interface DataSink {
    /**
     * Takes one piece. Pieces come in ascending order and don't overlap; what lies between two of them is a hole.
     *
     * @param offset where in the file, in bytes
     * @param buffer holds the piece; reused after the call
     * @param start where in the buffer
     * @param length how long, in bytes, above 0
     * @throws IOException if the piece cannot be taken
     */
    void write(long offset, byte[] buffer, int start, int length) throws IOException;
}
