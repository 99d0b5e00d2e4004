// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds bytes, eight at a time. */
final class Lines {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Lines() {}

    /** Where the first line feed is, or -1. */
    static int end(byte[] in, int from, int to) {
        return find(in, from, to, (byte) '\n');
    }

    /** Where the first such byte is, or -1. */
    static int find(byte[] in, int from, int to, byte wanted) {
        long pattern = (wanted & 0xffL) * ONES;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long found = zeros((long) LONGS.get(in, at) ^ pattern);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (in[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /** Where the first quotation mark or backslash is, or the end. */
    static int endOfPlain(byte[] in, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long eight = (long) LONGS.get(in, at);
            long found = zeros(eight ^ '"' * ONES) | zeros(eight ^ '\\' * ONES);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && in[at] != '"' && in[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The high bit of each byte that is zero; right for the lowest one, which is all that is looked at. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & HIGHS;
    }
}
