// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.log.LogFrame;
import java.time.Instant;
import java.util.Arrays;

/** Collects frames in the form that a file has. Not thread-safe. */
abstract class FrameEncoder {
    private static final int FIRST = 1024;

    byte[] out = new byte[FIRST];
    int length;

    /** The time of the frames that follow. */
    abstract void time(Instant time);

    /**
     * Adds a frame.
     *
     * @param stream where it was written
     * @param run the run whose first frame it is, 0 for none
     * @param in holds it
     * @param from its first byte
     * @param to behind its last byte
     */
    abstract void frame(LogFrame.Stream stream, int run, byte[] in, int from, int to);

    final void reserve(int more) {
        if (length + more > out.length) {
            out = Arrays.copyOf(out, Math.max(length + more, 2 * out.length));
        }
    }

    final void append(byte[] bytes) {
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
    }

    final void clear() {
        length = 0;
    }
}
