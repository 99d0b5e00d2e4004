// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.linux.fd.Fd;
import java.util.List;

/**
 * What one child of the launcher does between its birth and its exec: a list of steps, in order. Immutable and
 * thread-safe; may be launched any number of times as long as its descriptors are open.
 *
 * <p>The plan refers to descriptors and does not own them: they must stay open until the plan is sent.
 */
public final class LaunchPlan {
    private final List<Step> steps;
    private final List<Fd> descriptors;
    private final int prelude;
    private final long namespaces;
    private final int cgroup;
    private final int kill;

    LaunchPlan(LaunchPlanBuilder builder) {
        this.steps = List.copyOf(builder.steps);
        this.descriptors = List.copyOf(builder.descriptors);
        this.prelude = builder.prelude;
        this.namespaces = builder.namespaces;
        this.cgroup = builder.cgroup;
        this.kill = builder.kill;
    }

    /**
     * Starts a plan.
     *
     * @return an empty builder
     */
    public static LaunchPlanBuilder builder() {
        return new LaunchPlanBuilder();
    }

    List<Step> steps() {
        return steps;
    }

    List<Fd> descriptors() {
        return descriptors;
    }

    int prelude() {
        return prelude;
    }

    long namespaces() {
        return namespaces;
    }

    int cgroup() {
        return cgroup;
    }

    int kill() {
        return kill;
    }

    boolean isContinuation() {
        return namespaces == 0 && prelude == 0 && cgroup == PlanEncoder.NO_INDEX && kill == PlanEncoder.NO_INDEX;
    }
}
