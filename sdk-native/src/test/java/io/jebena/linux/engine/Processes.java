// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Finds processes of engines in the whole of /proc, whoever their parent is. */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /** Those in a group of one of these engines, and launchers that no JVM has as its child. */
    static Collection<String> leftOf(Collection<String> engines) {
        TreeSet<String> left = new TreeSet<>();
        for (String pid : HostSnapshot.names(PROC)) {
            if (Character.isDigit(pid.charAt(0)) && (inGroup(pid, engines) || orphanedLauncher(pid))) {
                String status =
                        String.join(" ", HostSnapshot.lines(PROC.resolve(pid).resolve("status")));
                left.add(pid + " " + status.substring(0, Math.min(120, status.length())));
            }
        }
        return left;
    }

    private static boolean inGroup(String pid, Collection<String> engines) {
        List<String> groups = HostSnapshot.lines(PROC.resolve(pid).resolve("cgroup"));
        return groups.stream().anyMatch(g -> engines.stream().anyMatch(e -> g.contains("jebena-" + e)));
    }

    static boolean isLauncher(String pid) {
        return exe(pid).startsWith("/memfd:jebena-launch");
    }

    /** The launchers that are children of a process. */
    static List<ProcessHandle> launchersOf(ProcessHandle parent) {
        return parent.children().filter(c -> isLauncher(Long.toString(c.pid()))).toList();
    }

    private static boolean orphanedLauncher(String pid) {
        if (!isLauncher(pid)) {
            return false;
        }
        String parent = value(pid, "PPid:");
        return parent.equals("0")
                || !parent.isEmpty() && !isLauncher(parent) && !exe(parent).contains("java");
    }

    /** Whether a process is gone, or waits only for its parent, whoever that is now, to take notice. */
    static boolean hasEnded(long pid) {
        String state = value(Long.toString(pid), "State:");
        return state.isEmpty() || state.startsWith("Z");
    }

    /** A field of /proc/PID/status, or nothing if the process has ended. */
    static String value(String pid, String field) {
        return HostSnapshot.lines(PROC.resolve(pid).resolve("status")).stream()
                .filter(l -> l.startsWith(field))
                .map(l -> l.substring(field.length()).strip())
                .findFirst()
                .orElse("");
    }

    private static String exe(String pid) {
        try {
            return Files.readSymbolicLink(PROC.resolve(pid).resolve("exe")).toString();
        } catch (IOException e) {
            return ""; // ended, or a kernel thread
        }
    }
}
