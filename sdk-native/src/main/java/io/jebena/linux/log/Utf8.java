// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

/** What is a character in UTF-8, by table 3-7 of the Unicode standard. */
final class Utf8 {
    private Utf8() {}

    /**
     * The size of a character that is not ASCII.
     *
     * @param in holds it
     * @param at its first byte
     * @param to behind the last byte that there is
     * @return 2 to 4, 0 if there is none
     */
    static int size(byte[] in, int at, int to) {
        int first = in[at] & 0xff;
        int size = expected(first);
        if (size == 0 || at + size > to || !secondFits(first, in[at + 1] & 0xff)) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if (!continues(in[at + i])) {
                return 0;
            }
        }
        return size;
    }

    private static int expected(int first) {
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    private static boolean secondFits(int first, int second) {
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        return second >= least && second <= most;
    }

    private static boolean continues(byte b) {
        return (b & 0xc0) == 0x80;
    }

    /**
     * Where to cut so that no character is split.
     *
     * @param in the bytes
     * @param from the first one
     * @param end where the cut would be; {@code in[end]} exists
     * @return the cut, at most 3 before {@code end}
     */
    static int cut(byte[] in, int from, int end) {
        int at = end;
        while (at > from && end - at < 3 && continues(in[at])) {
            at--;
        }
        boolean splits = at > from && at < end && at + expected(in[at] & 0xff) > end;
        return splits ? at : end;
    }
}
