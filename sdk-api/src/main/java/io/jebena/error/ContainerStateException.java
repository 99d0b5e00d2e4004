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
        super("cannot " + operation + " container " + container + ": it is " + actual + ", not " + expected);
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
