// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** The host lacks something that the request needs. */
public final class HostRequirementException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /** What is missing. */
    private final String requirement;

    /** How to get it. */
    private final String remedy;

    /**
     * Creates the failure.
     *
     * @param requirement what is missing, with the detail that shows it
     * @param remedy how to get it
     */
    public HostRequirementException(String requirement, String remedy) {
        super(requirement + "; " + remedy);
        this.requirement = requirement;
        this.remedy = remedy;
    }

    /**
     * What is missing.
     *
     * @return the requirement, with the detail that shows it is not met
     */
    public String requirement() {
        return requirement;
    }

    /**
     * How to get it.
     *
     * @return an instruction
     */
    public String remedy() {
        return remedy;
    }
}
