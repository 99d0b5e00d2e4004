// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import java.util.List;

/**
 * What becomes of one call: the action of the first clause whose conditions all hold.
 *
 * @param clauses the clauses, in order
 * @param otherwise the action if no clause fits
 */
record Decision(List<Clause> clauses, Action otherwise) {
    /**
     * One alternative.
     *
     * @param conditions all must hold
     * @param action what then becomes of the call
     */
    record Clause(List<Condition> conditions, Action action) {}

    static Decision always(Action action) {
        return new Decision(List.of(), action);
    }
}
