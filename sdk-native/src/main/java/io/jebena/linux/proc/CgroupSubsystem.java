// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code /proc/cgroups} (cgroups(7)): a controller that this kernel was built with.
 *
 * @param name the controller
 * @param hierarchy the id of the version 1 hierarchy it is attached to; 0 if none, or version 2
 * @param cgroups how many groups use it
 * @param enabled false if it was switched off by the kernel's {@code cgroup_disable}
 */
public record CgroupSubsystem(String name, int hierarchy, int cgroups, boolean enabled) {
    private static final String FILE = "/proc/cgroups";

    /**
     * Reads the table.
     *
     * @param file {@code /proc/cgroups}
     * @return its controllers
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static List<CgroupSubsystem> read(Path file) {
        return parse(ProcText.read(file));
    }

    /**
     * Parses the table.
     *
     * @param text the file's text, with or without its heading
     * @return its controllers
     * @throws io.jebena.error.HostRequirementException if a line is malformed
     */
    public static List<CgroupSubsystem> parse(String text) {
        List<CgroupSubsystem> subsystems = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            if (fields.length != 4) {
                throw ProcText.malformed(FILE, line);
            }
            subsystems.add(new CgroupSubsystem(
                    fields[0],
                    ProcText.number(FILE, line, fields[1]),
                    ProcText.number(FILE, line, fields[2]),
                    ProcText.number(FILE, line, fields[3]) != 0));
        }
        return subsystems;
    }
}
