// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One thing an engine looked for on the host, whether it is there, and how to get it if not. Immutable. */
public final class Requirement {
    private final String name;
    private final boolean met;
    private final boolean essential;
    private final String detail;
    private final @Nullable String remedy;

    private Requirement(String name, boolean met, boolean essential, String detail, @Nullable String remedy) {
        this.name = name;
        this.met = met;
        this.essential = essential;
        this.detail = detail;
        this.remedy = remedy;
    }

    /**
     * Something that is there.
     *
     * @param name what was looked for, such as {@code overlayfs}
     * @param detail what was found
     * @return the finding
     */
    public static Requirement met(String name, String detail) {
        return new Requirement(name, true, true, detail, null);
    }

    /**
     * Something that is not there and without which no container can run.
     *
     * @param name what was looked for
     * @param detail what was found instead
     * @param remedy how to get it
     * @return the finding
     */
    public static Requirement missing(String name, String detail, String remedy) {
        return new Requirement(name, false, true, detail, remedy);
    }

    /**
     * Something that is not there and without which containers run, but not with every option.
     *
     * @param name what was looked for
     * @param detail what was found instead, and which options need it
     * @param remedy how to get it
     * @return the finding
     */
    public static Requirement limited(String name, String detail, String remedy) {
        return new Requirement(name, false, false, detail, remedy);
    }

    /**
     * What was looked for.
     *
     * @return such as {@code overlayfs}
     */
    public String name() {
        return name;
    }

    /**
     * Whether it is there.
     *
     * @return true if so
     */
    public boolean met() {
        return met;
    }

    /**
     * Whether no container can run without it.
     *
     * @return false if only some options need it; true for everything that is met
     */
    public boolean essential() {
        return essential;
    }

    /**
     * What was found.
     *
     * @return one line
     */
    public String detail() {
        return detail;
    }

    /**
     * How to get it.
     *
     * @return an instruction; empty if it is there
     */
    public Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }

    /** One line with everything. */
    @Override
    public String toString() {
        return name + ": " + (met ? "yes" : essential ? "missing" : "limited") + ", " + detail
                + (remedy == null ? "" : "; " + remedy);
    }
}
