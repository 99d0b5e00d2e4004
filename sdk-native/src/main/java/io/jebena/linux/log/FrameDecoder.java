// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

/** Finds frames in the bytes of a file. Not thread-safe. */
interface FrameDecoder {
    /** More bytes are needed than there are. */
    int INCOMPLETE = -1;

    /**
     * Reads the frame at a place.
     *
     * @param in holds bytes of the file
     * @param from where a frame begins
     * @param to behind the last byte that there is
     * @param into takes it; its length is -1 if what is there is no frame and is to be skipped
     * @return where the next one begins, or {@link #INCOMPLETE}
     */
    int decode(byte[] in, int from, int to, Frame into);

    /**
     * The place where the last frame before another one begins.
     *
     * @param in holds bytes of the file
     * @param from the first byte that there is
     * @param to where a frame begins, or the end
     * @return the place, or {@link #INCOMPLETE} if it is before {@code from}
     */
    int previous(byte[] in, int from, int to);
}
