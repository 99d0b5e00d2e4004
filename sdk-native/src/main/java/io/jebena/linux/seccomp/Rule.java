// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import io.jebena.linux.proc.KernelRelease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a profile's {@code syscalls}.
 *
 * @param names the calls it is about
 * @param action what becomes of them
 * @param conditions all must hold; none for every call
 * @param includes the rule counts only where all of this is so
 * @param excludes the rule does not count where any of this is so
 */
record Rule(List<String> names, Action action, List<Condition> conditions, Filter includes, Filter excludes) {
    /**
     * Where a rule counts.
     *
     * @param arches names as in GOARCH; empty says nothing
     * @param capabilities a mask; 0 says nothing
     * @param kernel from which release on, or null
     */
    record Filter(List<String> arches, long capabilities, @Nullable KernelRelease kernel) {
        static final Filter NONE = new Filter(List.of(), 0, null);
    }

    /** Whether the rule counts in a filter made for this context. */
    boolean appliesIn(FilterContext context) {
        String arch = context.machine().ociName();
        KernelRelease excluded = excludes.kernel;
        if (excludes.arches.contains(arch)
                || (excludes.capabilities & context.bounding()) != 0
                || (excluded != null && context.kernel().compareTo(excluded) >= 0)) {
            return false;
        }
        KernelRelease included = includes.kernel;
        return (includes.arches.isEmpty() || includes.arches.contains(arch))
                && (includes.capabilities & ~context.bounding()) == 0
                && (included == null || context.kernel().compareTo(included) >= 0);
    }
}
