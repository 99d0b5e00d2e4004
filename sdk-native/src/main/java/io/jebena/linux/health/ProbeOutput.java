// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.health;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The words of a probe's record, as Docker has them. */
final class ProbeOutput {
    private static final int MOST = 4096;

    private ProbeOutput() {}

    /** At most 4096 bytes of it, with dots behind if that is not all. */
    static String limited(String output) {
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST) {
            return output;
        }
        int end = MOST;
        // not in the middle of a character
        while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "...";
    }

    /** As Go prints it: {@code 1m30s}, {@code 1.5s}, {@code 20ms}. */
    static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return decimal(duration.toNanos(), 1_000_000) + "ms";
        }
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        String seconds =
                decimal(duration.minusHours(hours).minusMinutes(minutes).toNanos(), 1_000_000_000) + "s";
        return (hours > 0 ? hours + "h" : "") + (hours > 0 || minutes > 0 ? minutes + "m" : "") + seconds;
    }

    private static String decimal(long value, long unit) {
        return java.math.BigDecimal.valueOf(value)
                .divide(java.math.BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
