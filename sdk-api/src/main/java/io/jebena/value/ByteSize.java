// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An amount of memory or storage in bytes, never negative. Immutable. */
public final class ByteSize implements Comparable<ByteSize> {
    /** No bytes at all. */
    public static final ByteSize ZERO = new ByteSize(0);

    /** The units in ascending order, each 1024 times the one before. */
    private static final String UNITS = "kmgtp";

    private final long bytes;

    private ByteSize(long bytes) {
        this.bytes = bytes;
    }

    /**
     * A number of bytes.
     *
     * @param bytes 0 or more
     * @return the size
     * @throws IllegalArgumentException if the number is negative
     */
    public static ByteSize bytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("size " + bytes + " is negative");
        }
        return new ByteSize(bytes);
    }

    /**
     * A number of kibibytes.
     *
     * @param kibibytes units of 1024 bytes, 0 or more
     * @return the size
     * @throws IllegalArgumentException if the number is negative or the size above {@link Long#MAX_VALUE} bytes
     */
    public static ByteSize kibibytes(long kibibytes) {
        return scaled(kibibytes, 1L << 10);
    }

    /**
     * A number of mebibytes.
     *
     * @param mebibytes units of 1024 * 1024 bytes, 0 or more
     * @return the size
     * @throws IllegalArgumentException if the number is negative or the size above {@link Long#MAX_VALUE} bytes
     */
    public static ByteSize mebibytes(long mebibytes) {
        return scaled(mebibytes, 1L << 20);
    }

    /**
     * A number of gibibytes.
     *
     * @param gibibytes units of 1024 * 1024 * 1024 bytes, 0 or more
     * @return the size
     * @throws IllegalArgumentException if the number is negative or the size above {@link Long#MAX_VALUE} bytes
     */
    public static ByteSize gibibytes(long gibibytes) {
        return scaled(gibibytes, 1L << 30);
    }

    private static ByteSize scaled(long count, long unit) {
        if (count > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException(
                    "size " + count + " * " + unit + " is above " + Long.MAX_VALUE + " bytes");
        }
        return bytes(count * unit);
    }

    /**
     * Reads a size as Docker's command line writes it: a number, possibly with a fraction, then possibly a unit
     * {@code b}, {@code k}, {@code m}, {@code g}, {@code t} or {@code p} in either case, possibly followed by {@code b}
     * or {@code ib}. Every unit is a power of 1024: {@code 512m}, {@code 1.5GiB}, {@code 64 KB}, {@code 4096}.
     *
     * @param text the text
     * @return the size, rounded down to whole bytes
     * @throws IllegalArgumentException naming the character that is wrong, or if the size is above {@link Long#MAX_VALUE}
     *     bytes
     */
    public static ByteSize parse(String text) {
        String lower = requireNonNull(text, "text").toLowerCase(Locale.ROOT);
        int end = 0;
        boolean fraction = false;
        while (end < lower.length()
                && (isDigit(lower.charAt(end)) || (lower.charAt(end) == '.' && !fraction && end > 0))) {
            fraction |= lower.charAt(end) == '.';
            end++;
        }
        if (end == 0 || !isDigit(lower.charAt(end - 1))) {
            throw bad(text, end == 0 ? 0 : end - 1, "a number such as 512m or 1.5GiB");
        }
        int at = end < lower.length() && lower.charAt(end) == ' ' ? end + 1 : end;
        int power = at < lower.length() ? UNITS.indexOf(lower.charAt(at)) + 1 : 0;
        if (power > 0) {
            at++;
            if (lower.startsWith("ib", at)) {
                at += 2;
            } else if (lower.startsWith("b", at)) {
                at++;
            }
        } else if (lower.startsWith("b", at)) {
            at++;
        }
        if (at != lower.length()) {
            throw bad(text, at, "a unit b, k, m, g, t or p");
        }
        BigDecimal exact = new BigDecimal(lower.substring(0, end)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        BigDecimal whole = exact.setScale(0, RoundingMode.DOWN);
        if (whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("size \"" + text + "\" is above " + Long.MAX_VALUE + " bytes");
        }
        return new ByteSize(whole.longValueExact());
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static IllegalArgumentException bad(String text, int at, String wanted) {
        String found = at < text.length() ? "character '" + text.charAt(at) + "' at " + at : "the end of the text";
        return new IllegalArgumentException("size \"" + text + "\": " + found + " where " + wanted + " was expected");
    }

    /**
     * The number of bytes.
     *
     * @return 0 or more
     */
    public long toBytes() {
        return bytes;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ByteSize size && size.bytes == bytes;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bytes);
    }

    /** The largest unit in which the size is a whole number: {@code 512 MiB}, {@code 1000 B}; parses back to the same. */
    @Override
    public String toString() {
        int power = 0;
        long left = bytes;
        while (left != 0 && left % 1024 == 0 && power < UNITS.length()) {
            left /= 1024;
            power++;
        }
        return left + (power == 0 ? " B" : " " + Character.toUpperCase(UNITS.charAt(power - 1)) + "iB");
    }
}
