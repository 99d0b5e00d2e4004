// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

import org.jspecify.annotations.Nullable;

/** A value in a specification that cannot be accepted; thrown where the value is set or the specification is built. */
public final class InvalidSpecException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /** The offending field. */
    private final String field;

    /**
     * Creates the failure.
     *
     * @param field the name of the field, as its accessor is called
     * @param problem what is wrong with its value, naming the value
     */
    public InvalidSpecException(String field, String problem) {
        this(field, problem, null);
    }

    /**
     * Creates the failure with the parse error it came from.
     *
     * @param field the name of the field, as its accessor is called
     * @param problem what is wrong with its value, naming the value
     * @param cause what it came from, or null
     */
    public InvalidSpecException(String field, String problem, @Nullable Throwable cause) {
        super("invalid " + field + ": " + problem, cause);
        this.field = field;
    }

    /**
     * The name of the field, as its accessor is called.
     *
     * @return the field name
     */
    public String field() {
        return field;
    }
}
