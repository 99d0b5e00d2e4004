// SPDX-License-Identifier: Apache-2.0
package io.jebena.spi;

import io.jebena.value.Requirement;
import java.util.List;

/** What an engine found on the host: whether it can be used, and what is missing. Immutable. */
public final class Availability {
    private final String engine;
    private final List<Requirement> requirements;

    private Availability(String engine, List<Requirement> requirements) {
        this.engine = engine;
        this.requirements = List.copyOf(requirements);
    }

    /**
     * An engine's findings.
     *
     * @param engine the engine's name
     * @param requirements what it looked for, met or not
     * @return the findings
     */
    public static Availability of(String engine, List<Requirement> requirements) {
        return new Availability(engine, requirements);
    }

    /**
     * The engine's name.
     *
     * @return as its provider gives it
     */
    public String engine() {
        return engine;
    }

    /**
     * Everything it looked for, met or not.
     *
     * @return unmodifiable
     */
    public List<Requirement> requirements() {
        return requirements;
    }

    /**
     * What is not met.
     *
     * @return unmodifiable; each has a remedy
     */
    public List<Requirement> unmet() {
        return requirements.stream().filter(r -> !r.met()).toList();
    }

    /**
     * Whether containers can be run.
     *
     * @return true if everything essential is met
     */
    public boolean usable() {
        return requirements.stream().allMatch(r -> r.met() || !r.essential());
    }
}
