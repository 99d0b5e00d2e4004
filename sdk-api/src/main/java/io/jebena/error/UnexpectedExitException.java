// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** A process ended with another exit code than the caller insisted on. */
public final class UnexpectedExitException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /** The code insisted on. */
    private final int expected;

    /** The code it ended with. */
    private final int actual;

    /** The end of its standard error. */
    private final String stderrTail;

    /**
     * Creates the failure.
     *
     * @param command the command, for the message
     * @param expected the exit code insisted on, 0 to 255
     * @param actual the exit code, 0 to 255
     * @param stderrTail the last lines of its standard error, possibly empty
     */
    public UnexpectedExitException(String command, int expected, int actual, String stderrTail) {
        super(command + ": exit code " + actual + ", expected " + expected
                + (stderrTail.isEmpty() ? "" : "; its last words: " + stderrTail));
        this.expected = expected;
        this.actual = actual;
        this.stderrTail = stderrTail;
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
     * The last lines of the process's standard error.
     *
     * @return possibly empty
     */
    public String stderrTail() {
        return stderrTail;
    }
}
