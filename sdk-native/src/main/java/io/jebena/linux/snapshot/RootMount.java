// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import io.jebena.linux.launch.LaunchPlanBuilder;
import java.util.Optional;

/** How a container's root file system is put together. */
public interface RootMount {
    /**
     * Makes the directories on the host that take the container's changes, if they are not there from before. They go with
     * the container's own directory.
     *
     * @param user who the container's root is outside of it: 0, or what a user namespace maps it to
     * @param group the group likewise
     * @return whether they are new
     * @throws io.jebena.linux.libc.SyscallException if the kernel refuses
     */
    boolean prepare(long user, long group);

    /**
     * Adds the steps that mount the root in the child's mount namespace and name it the root of the steps to come.
     *
     * @param plan gets the steps
     * @param paths what the engine root's paths are to the child at that moment
     */
    void mount(LaunchPlanBuilder plan, EnginePaths paths);

    /**
     * Adds the steps that mount the root as it is now, in the mount namespace of a process that only looks: what it changes is
     * lost.
     *
     * @param plan gets the steps
     * @param paths what the engine root's paths are to the child at that moment
     */
    void mountCopy(LaunchPlanBuilder plan, EnginePaths paths);

    /**
     * What the root is made of.
     *
     * @return empty if it keeps no changes
     */
    Optional<RootLayers> layers();
}
