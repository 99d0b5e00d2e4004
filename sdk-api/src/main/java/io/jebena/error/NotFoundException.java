// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** Something was named that the engine does not have. */
public final class NotFoundException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /** The kind of thing. */
    private final String kind;

    /** The name or id asked for. */
    private final String id;

    /**
     * Creates the failure.
     *
     * @param kind what was looked for, such as {@code container} or {@code image}
     * @param id the name or id that was given
     */
    public NotFoundException(String kind, String id) {
        super("no such " + kind + ": " + id);
        this.kind = kind;
        this.id = id;
    }

    /**
     * What was looked for, such as {@code container} or {@code image}.
     *
     * @return the kind of thing
     */
    public String kind() {
        return kind;
    }

    /**
     * The name or id that was looked for, with what its short form leaves out.
     *
     * @return the name or id
     */
    public String id() {
        return id;
    }
}
