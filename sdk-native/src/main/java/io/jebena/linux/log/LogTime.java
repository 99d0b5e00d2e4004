// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;

/** Times as a log has them: RFC 3339 with nine digits of a second, in UTC. Reading remembers the last second. */
final class LogTime {
    /** Length of {@code 2026-11-23T23:04:17}. */
    private static final int TO_SECOND = 19;

    private static final int DIGITS = 9;
    private static final int FIXED = TO_SECOND + 1 + DIGITS + 1;
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private byte[] known = new byte[TO_SECOND];
    private long knownSeconds;
    long seconds;
    int nanos;

    static String format(Instant time) {
        return FORMAT.format(time);
    }

    /**
     * Reads a time into {@link #seconds} and {@link #nanos}.
     *
     * @return false if it is none
     */
    boolean read(byte[] in, int from, int to) {
        if (to - from == FIXED && in[to - 1] == 'Z' && Arrays.equals(in, from, from + TO_SECOND, known, 0, TO_SECOND)) {
            seconds = knownSeconds;
            nanos = digits(in, from + TO_SECOND + 1);
            return nanos >= 0;
        }
        try {
            Instant time = Instant.parse(new String(in, from, to - from, US_ASCII));
            seconds = time.getEpochSecond();
            nanos = time.getNano();
        } catch (DateTimeParseException e) {
            return false;
        }
        if (to - from == FIXED && in[to - 1] == 'Z') {
            known = Arrays.copyOfRange(in, from, from + TO_SECOND);
            knownSeconds = seconds;
        }
        return true;
    }

    private static int digits(byte[] in, int from) {
        int value = 0;
        for (int i = from; i < from + DIGITS; i++) {
            int digit = in[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
