// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

/**
 * A condition on one argument, compared as an unsigned 64-bit number.
 *
 * @param index the argument, 0 to 5
 * @param comparison how it is compared
 * @param value what with; the mask for MASKED_EQ
 * @param masked what the masked argument shall be, for MASKED_EQ only
 */
record Condition(int index, Comparison comparison, long value, long masked) {
    enum Comparison {
        EQ,
        NE,
        LT,
        LE,
        GE,
        GT,
        MASKED_EQ
    }
}
