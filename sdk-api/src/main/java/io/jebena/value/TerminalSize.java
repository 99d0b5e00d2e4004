// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

/**
 * The size of a terminal.
 *
 * @param columns characters in a row, 1 to 65535
 * @param rows rows, 1 to 65535
 */
public record TerminalSize(int columns, int rows) {
    private static final int MAX = 0xffff;

    /**
     * Checks the size.
     *
     * @param columns characters in a row
     * @param rows rows
     * @throws IllegalArgumentException if one is out of range
     */
    public TerminalSize {
        if (columns < 1 || columns > MAX || rows < 1 || rows > MAX) {
            throw new IllegalArgumentException(
                    "terminal size " + columns + "x" + rows + ": both are numbers from 1 to " + MAX);
        }
    }

    /** {@code columns x rows}, as {@code 80x24}. */
    @Override
    public String toString() {
        return columns + "x" + rows;
    }
}
