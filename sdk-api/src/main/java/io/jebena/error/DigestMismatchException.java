// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** Content is not what its digest says. */
public final class DigestMismatchException extends ImageException {
    private static final long serialVersionUID = 1L;

    /** The digest promised. */
    private final String expected;

    /** The digest found. */
    private final String actual;

    /**
     * Creates the failure.
     *
     * @param what the content, such as {@code layer} or a path within an archive
     * @param expected the digest that was promised
     * @param actual the digest of what came
     */
    public DigestMismatchException(String what, String expected, String actual) {
        super(what + ": digest is " + actual + ", expected " + expected
                + "; the content is damaged or not what it claims");
        this.expected = expected;
        this.actual = actual;
    }

    /**
     * The digest that was promised.
     *
     * @return {@code algorithm:hex}
     */
    public String expected() {
        return expected;
    }

    /**
     * The digest of what came.
     *
     * @return {@code algorithm:hex}
     */
    public String actual() {
        return actual;
    }
}
