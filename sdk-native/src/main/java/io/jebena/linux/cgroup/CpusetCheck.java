// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.error.InvalidSpecException;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.proc.CpuList;
import io.jebena.value.CpuLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether the processors and memory nodes that a container asks for are there, told in Docker's words. */
final class CpusetCheck {
    private CpusetCheck() {}

    static void check(CpuLimits limits, Optional<CgroupHierarchy> tree) {
        if (tree.isPresent()) {
            Path base = tree.get().base();
            limits.cpuset().ifPresent(list -> check("cpuset", "CPUs", list, available(base, "cpus")));
            limits.memoryNodes().ifPresent(list -> check("memoryNodes", "memory nodes", list, available(base, "mems")));
        }
    }

    private static void check(String field, String what, String list, String available) {
        CpuList asked;
        try {
            asked = CpuList.parse(list);
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException(field, String.valueOf(e.getMessage()), e);
        }
        if (!available.isEmpty() && !CpuList.parse(available).containsAll(asked)) {
            throw new InvalidSpecException(
                    field,
                    "Requested " + what + " are not available - requested " + list + ", available: " + available);
        }
    }

    private static String available(Path base, String kind) {
        String version2 = "cpuset." + kind + ".effective";
        String version1 = "cpuset.effective_" + kind;
        for (String file : List.of(version2, version1, "cpuset." + kind)) {
            if (Files.exists(base.resolve(file))) {
                return KernelFile.read(base.resolve(file)).strip();
            }
        }
        return "";
    }
}
