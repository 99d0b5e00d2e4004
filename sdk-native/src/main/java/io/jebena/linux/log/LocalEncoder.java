// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.log.LogFrame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;

/**
 * Records of bytes: length of the bytes (4), stream (1), flags (1), seconds (8), nanoseconds (4), the run if the flag says so
 * (4), the bytes, and the length of the whole (4), so that they can be read backwards too. All big-endian.
 */
final class LocalEncoder extends FrameEncoder {
    static final int HEAD = 18;
    static final int FLAGS_AT = 5;
    static final int FIRST_OF_RUN = 1;

    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private long seconds;
    private int nanos;

    @Override
    void time(Instant time) {
        seconds = time.getEpochSecond();
        nanos = time.getNano();
    }

    @Override
    void frame(LogFrame.Stream stream, int run, byte[] in, int from, int to) {
        int bytes = to - from;
        boolean first = run > 1;
        int size = HEAD + (first ? Integer.BYTES : 0) + bytes + Integer.BYTES;
        reserve(size);
        int at = length;
        INTS.set(out, at, bytes);
        out[at + Integer.BYTES] = (byte) (stream.ordinal() + 1);
        out[at + FLAGS_AT] = (byte) (first ? FIRST_OF_RUN : 0);
        LONGS.set(out, at + FLAGS_AT + 1, seconds);
        INTS.set(out, at + HEAD - Integer.BYTES, nanos);
        at += HEAD;
        if (first) {
            INTS.set(out, at, run);
            at += Integer.BYTES;
        }
        System.arraycopy(in, from, out, at, bytes);
        INTS.set(out, at + bytes, size);
        length += size;
    }
}
