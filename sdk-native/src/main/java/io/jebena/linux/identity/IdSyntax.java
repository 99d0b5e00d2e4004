// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

/** Numeric user and group ids in text. */
final class IdSyntax {
    /** What Docker accepts at most; the kernel would go to 2^32 - 2. */
    static final long HIGHEST = Integer.MAX_VALUE;

    private IdSyntax() {}

    /** The number, or -1 if the text is not all digits or beyond 18 of them. */
    static long parse(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }
}
