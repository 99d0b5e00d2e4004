// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code /proc/<pid>/cgroup} (cgroups(7)): {@code 5:cpu,cpuacct:/daemons}, or {@code 0::/user.slice} for the
 * version 2 tree.
 *
 * @param hierarchy the hierarchy's id, 0 for version 2
 * @param controllers what is attached to it, with named hierarchies as {@code name=systemd}; empty for version 2
 * @param path the process's cgroup, relative to the root of its cgroup namespace
 */
public record CgroupMembership(int hierarchy, List<String> controllers, String path) {
    private static final String FILE = "/proc/<pid>/cgroup";

    /**
     * Tells the version 2 tree from the others.
     *
     * @return true for the line of version 2
     */
    public boolean unified() {
        return hierarchy == 0 && controllers.isEmpty();
    }

    /**
     * Reads a process's memberships.
     *
     * @param file such as {@code /proc/self/cgroup}
     * @return one entry for each hierarchy
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static List<CgroupMembership> read(Path file) {
        return parse(ProcText.read(file));
    }

    /**
     * Parses a process's memberships.
     *
     * @param text the file's text
     * @return one entry for each hierarchy
     * @throws io.jebena.error.HostRequirementException if a line is malformed
     */
    public static List<CgroupMembership> parse(String text) {
        List<CgroupMembership> memberships = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            String[] fields = line.split(":", 3);
            if (fields.length != 3 || !fields[2].startsWith("/")) {
                throw ProcText.malformed(FILE, line);
            }
            List<String> controllers = fields[1].isEmpty() ? List.of() : List.of(fields[1].split(",", -1));
            memberships.add(new CgroupMembership(ProcText.number(FILE, line, fields[0]), controllers, fields[2]));
        }
        return memberships;
    }
}
