// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jebena.log.LogFrame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * JSON lines, as Docker's json-file has them: {@code {"log":"text\n","stream":"stdout","time":"..."}}.
 *
 * <p>Beyond that: {@code "bytes"} has the exact bytes, in base64, of what is not UTF-8, and {@code "run"} the number of the
 * run, in the first frame of the second and of each further one.
 */
final class JsonEncoder extends FrameEncoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] HEAD = "{\"log\":\"".getBytes(US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    /** Longest escape of one byte. */
    private static final int ESCAPED = 6;

    private static final int MEMBERS = 64;

    private final byte[][] tails = new byte[2][];
    private boolean malformed;

    @Override
    void time(Instant time) {
        for (LogFrame.Stream stream : LogFrame.Stream.values()) {
            tails[stream.ordinal()] = ("\",\"stream\":\"" + stream.text() + "\",\"time\":\"" + LogTime.format(time)
                            + "\"")
                    .getBytes(US_ASCII);
        }
    }

    @Override
    void frame(LogFrame.Stream stream, int run, byte[] in, int from, int to) {
        byte[] tail = tails[stream.ordinal()];
        reserve(HEAD.length + (to - from) * ESCAPED + tail.length + MEMBERS);
        append(HEAD);
        malformed = false;
        text(in, from, to);
        append(tail);
        if (malformed) {
            bytes(in, from, to);
        }
        if (run > 1) {
            append((",\"run\":" + run).getBytes(US_ASCII));
        }
        out[length++] = '}';
        out[length++] = '\n';
    }

    private void bytes(byte[] in, int from, int to) {
        byte[] encoded = Base64.getEncoder().encode(Arrays.copyOfRange(in, from, to));
        reserve(encoded.length + MEMBERS);
        append(",\"bytes\":\"".getBytes(US_ASCII));
        append(encoded);
        out[length++] = '"';
    }

    private void text(byte[] in, int from, int to) {
        int at = from;
        while (at < to) {
            int end = plain(in, at, to);
            System.arraycopy(in, at, out, length, end - at);
            length += end - at;
            at = end;
            if (at < to) {
                at += in[at] >= 0 ? ascii(in[at]) : beyondAscii(in, at, to);
            }
        }
    }

    /** Where the first byte is that is not copied as it is. */
    private static int plain(byte[] in, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to && !special((long) LONGS.get(in, at))) {
            at += Long.BYTES;
        }
        while (at < to && in[at] >= ' ' && in[at] != '"' && in[at] != '\\') {
            at++;
        }
        return at;
    }

    /** Whether one of eight bytes is a control character, a quotation mark, a backslash or not ASCII. */
    private static boolean special(long eight) {
        long ones = 0x0101010101010101L;
        long quote = eight ^ 0x2222222222222222L;
        long backslash = eight ^ 0x5c5c5c5c5c5c5c5cL;
        long found = (eight - 0x2020202020202020L) | eight | (quote - ones) & ~quote | (backslash - ones) & ~backslash;
        return (found & 0x8080808080808080L) != 0;
    }

    private int ascii(byte b) {
        out[length++] = '\\';
        switch (b) {
            case '\n' -> out[length++] = 'n';
            case '\r' -> out[length++] = 'r';
            case '\t' -> out[length++] = 't';
            case '"', '\\' -> out[length++] = b;
            default -> {
                out[length++] = 'u';
                out[length++] = '0';
                out[length++] = '0';
                out[length++] = HEX[b >> 4];
                out[length++] = HEX[b & 0xf];
            }
        }
        return 1;
    }

    private int beyondAscii(byte[] in, int at, int to) {
        int size = Utf8.size(in, at, to);
        if (size == 0) {
            malformed = true;
            append(REPLACEMENT);
            return 1;
        }
        System.arraycopy(in, at, out, length, size);
        length += size;
        return size;
    }
}
