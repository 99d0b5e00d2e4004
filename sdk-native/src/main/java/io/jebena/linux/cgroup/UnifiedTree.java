// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Handing controllers down the tree of version 2: a group below the top cannot have both processes of its own and
 * controllers for its children, so the processes of a delegated group move into a child first.
 */
final class UnifiedTree {
    /** Where they move, until the last engine in the group has closed. */
    static final String MEMBERS = "jebena.members";

    /** Processes may fork while they are moved. */
    private static final int ATTEMPTS = 10;

    private UnifiedTree() {}

    static void enable(Path group, List<String> controllers) {
        Path file = group.resolve("cgroup.subtree_control");
        List<String> missing = new ArrayList<>(controllers);
        missing.removeAll(Arrays.asList(KernelFile.read(file).strip().split(" ", -1)));
        if (missing.isEmpty()) {
            return;
        }
        String value = "+" + String.join(" +", missing);
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                KernelFile.write(file, value);
                return;
            } catch (SyscallException e) {
                if (!e.is(Errno.EBUSY)) {
                    break;
                }
                moveMembers(group);
            }
        }
        GroupFiles.set(file, value);
    }

    private static void moveMembers(Path group) {
        Path members = group.resolve(MEMBERS);
        if (!Files.isDirectory(members)) {
            GroupFiles.make(members);
        }
        for (String pid : KernelFile.read(group.resolve("cgroup.procs")).split("\n", -1)) {
            if (!pid.isEmpty()) {
                GroupFiles.move(Integer.parseInt(pid), members.resolve("cgroup.procs"));
            }
        }
    }

    /** Takes controllers away from a group's children and lets its processes back, unless another engine is there. */
    static void restore(Path group) {
        Path members = group.resolve(MEMBERS);
        if (!GroupFiles.children(group).equals(List.of(members))) {
            return;
        }
        Path file = group.resolve("cgroup.subtree_control");
        try {
            String controllers = KernelFile.read(file).strip();
            if (!controllers.isEmpty()) {
                KernelFile.write(file, "-" + controllers.replace(" ", " -"));
            }
            for (int pid : GroupFiles.processes(members)) {
                GroupFiles.move(pid, group.resolve("cgroup.procs"));
            }
            Files.deleteIfExists(members);
        } catch (SyscallException | IOException e) {
            // they stay where they are, which hurts nobody: the next engine finds them there
            return;
        }
    }
}
