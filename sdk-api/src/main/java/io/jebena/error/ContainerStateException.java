// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** A container is not in the state that the operation needs. */
public final class ContainerStateException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /** The state needed. */
    private final String expected;

    /** The state found. */
    private final String actual;

    /**
     * Creates the failure.
     *
     * @param operation what was asked for, such as {@code start}
     * @param container the container's name or id
     * @param expected the state or states that the operation needs
     * @param actual the state the container is in
     */
    public ContainerStateException(String operation, String container, String expected, String actual) {
        this(operation, container, expected, actual, "");
    }

    /**
     * Creates the exception.
     *
     * @param operation what was asked for
     * @param container the container's name
     * @param expected the state that it needs
     * @param actual the state that it is in
     * @param detail what else there is to say, empty for nothing
     */
    public ContainerStateException(String operation, String container, String expected, String actual, String detail) {
        super("cannot " + operation + " container " + container + ": it is " + actual + ", not " + expected
                + (detail.isEmpty() ? "" : ": " + detail));
        this.expected = expected;
        this.actual = actual;
    }

    /**
     * The state or states that the operation needs.
     *
     * @return in lower case
     */
    public String expected() {
        return expected;
    }

    /**
     * The state the container was in.
     *
     * @return in lower case
     */
    public String actual() {
        return actual;
    }
}
