// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.linux.fd.KernelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Real-time processor time of version 1 is handed down: the engine's group must have as much as the groups of its
 * containers together, and a new group has none.
 */
final class RealtimeShare {
    private static final String PERIOD = "cpu.rt_period_us";
    private static final String RUNTIME = "cpu.rt_runtime_us";
    private static final double SECOND = 1_000_000;

    private RealtimeShare() {}

    /** Gets for the group above what a container is about to be given. */
    static void claim(Path group, List<Setting> settings) {
        Path above = group.getParent();
        boolean wanted = settings.stream().anyMatch(s -> s.file().equals(RUNTIME));
        if (!wanted || above == null || !Files.exists(group.resolve(RUNTIME))) {
            return;
        }
        double share = value(settings, RUNTIME, 0) / value(settings, PERIOD, SECOND);
        for (Path other : GroupFiles.children(above)) {
            if (!other.equals(group)) {
                share += number(other.resolve(RUNTIME)) / number(other.resolve(PERIOD));
            }
        }
        GroupFiles.set(above.resolve(RUNTIME), Long.toString((long) Math.ceil(share * number(above.resolve(PERIOD)))));
    }

    private static double value(List<Setting> settings, String file, double otherwise) {
        return settings.stream()
                .filter(s -> s.file().equals(file))
                .mapToDouble(s -> Double.parseDouble(s.value()))
                .findFirst()
                .orElse(otherwise);
    }

    private static double number(Path file) {
        return Double.parseDouble(KernelFile.read(file).strip());
    }
}
