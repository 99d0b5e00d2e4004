// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** A process ended with another exit code than the caller insisted on. */
public final class UnexpectedExitException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /** The code insisted on. */
    private final int expected;

    /** The code it ended with. */
    private final int actual;

    /** The end of its standard error, or of its standard output. */
    private final String lastWords;

    /**
     * Creates the failure.
     *
     * @param command the command, for the message
     * @param expected the exit code insisted on, 0 to 255
     * @param actual the exit code, 0 to 255
     * @param lastWords the last lines that it wrote, possibly empty
     */
    public UnexpectedExitException(String command, int expected, int actual, String lastWords) {
        super(command + ": exit code " + actual + ", expected " + expected
                + (lastWords.isEmpty() ? "" : "; its last words: " + lastWords));
        this.expected = expected;
        this.actual = actual;
        this.lastWords = lastWords;
    }

    /**
     * The exit code insisted on.
     *
     * @return 0 to 255
     */
    public int expected() {
        return expected;
    }

    /**
     * The exit code.
     *
     * @return 0 to 255
     */
    public int actual() {
        return actual;
    }

    /**
     * The last lines that the process wrote to standard error, or to standard output if it wrote none there.
     *
     * @return empty if neither was captured, or nothing was written
     */
    public String lastWords() {
        return lastWords;
    }
}
