// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import static io.jebena.linux.log.LocalEncoder.FIRST_OF_RUN;
import static io.jebena.linux.log.LocalEncoder.FLAGS_AT;
import static io.jebena.linux.log.LocalEncoder.HEAD;
import static io.jebena.linux.log.LocalEncoder.INTS;
import static io.jebena.linux.log.LocalEncoder.LONGS;

import io.jebena.log.LogFrame;

/** Reads what {@link LocalEncoder} writes. */
final class LocalDecoder implements FrameDecoder {
    @Override
    public int decode(byte[] in, int from, int to, Frame into) {
        if (to - from < HEAD) {
            return INCOMPLETE;
        }
        int bytes = (int) INTS.get(in, from);
        boolean first = in[from + FLAGS_AT] == FIRST_OF_RUN;
        int at = from + HEAD + (first ? Integer.BYTES : 0);
        if (bytes < 0 || bytes > FrameLimits.LINE || to - at < bytes + Integer.BYTES) {
            return INCOMPLETE;
        }
        LogFrame.Stream stream = in[from + Integer.BYTES] == 1 ? LogFrame.Stream.STDOUT : LogFrame.Stream.STDERR;
        long seconds = (long) LONGS.get(in, from + FLAGS_AT + 1);
        int nanos = (int) INTS.get(in, from + HEAD - Integer.BYTES);
        int run = first ? (int) INTS.get(in, from + HEAD) : 0;
        into.set(stream, seconds, nanos, run, in, at, bytes);
        return at + bytes + Integer.BYTES;
    }

    @Override
    public int previous(byte[] in, int from, int to) {
        if (to - from < HEAD + Integer.BYTES) {
            return INCOMPLETE;
        }
        int size = (int) INTS.get(in, to - Integer.BYTES);
        return size < HEAD + Integer.BYTES || to - size < from ? INCOMPLETE : to - size;
    }
}
