// SPDX-License-Identifier: Apache-2.0
package io.jebena.namespace;

/**
 * One line of {@code /proc/<pid>/uid_map} or {@code gid_map}: a range of ids inside a user namespace and the equally long
 * range outside.
 *
 * @param inside the first id inside, 0 or more
 * @param outside the first id outside, 0 or more
 * @param count how many, 1 or more
 */
public record IdMapping(long inside, long outside, long count) {
    /** The highest id plus one: the kernel keeps -1 for "no change". */
    private static final long IDS = 0xffff_ffffL;

    /**
     * Checks the ranges.
     *
     * @param inside the first id inside, 0 or more
     * @param outside the first id outside, 0 or more
     * @param count how many, 1 or more
     * @throws IllegalArgumentException if a range is empty or leaves the 32-bit ids
     */
    public IdMapping {
        if (inside < 0 || outside < 0 || count < 1 || count > IDS || inside + count > IDS || outside + count > IDS) {
            throw new IllegalArgumentException("id mapping " + inside + " " + outside + " " + count
                    + ": ids are from 0 to 4294967294 and the count is 1 or more");
        }
    }
}
