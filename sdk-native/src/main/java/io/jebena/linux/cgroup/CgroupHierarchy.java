// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import java.nio.file.Path;
import java.util.Set;

/**
 * A mounted tree of groups.
 *
 * @param unified whether it is the tree of version 2
 * @param controllers what can be had in it; those mounted together in version 1 share one tree
 * @param base the directory under which this process may make groups
 * @param delegated whether the base is a group handed to this process, not the top of the tree
 */
public record CgroupHierarchy(boolean unified, Set<Controller> controllers, Path base, boolean delegated) {}
