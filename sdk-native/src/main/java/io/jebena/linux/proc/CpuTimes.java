// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the machine's processors have done, {@code /proc/stat}.
 *
 * @param total of all processors since the machine started, idle time included, stolen time not
 * @param processors how many there are
 */
public record CpuTimes(Duration total, int processors) {
    private static final String FILE = "/proc/stat";

    /** User, nice, system, idle, waiting for I/O, interrupts, soft interrupts: what Docker adds up. */
    private static final int ADDED = 7;

    /** What the kernel tells programs its clock has, whatever it has. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /**
     * Reads the file.
     *
     * @param file {@code /proc/stat}
     * @return what it says
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static CpuTimes read(Path file) {
        return parse(ProcText.read(file));
    }

    /**
     * Parses the file.
     *
     * @param text its text
     * @return what it says
     * @throws io.jebena.error.HostRequirementException if it is malformed
     */
    public static CpuTimes parse(String text) {
        String first = text.lines().findFirst().orElse("");
        String[] fields = first.split(" +", -1);
        if (fields.length <= ADDED || !fields[0].equals("cpu")) {
            throw ProcText.malformed(FILE, first);
        }
        long ticks = 0;
        for (int i = 1; i <= ADDED; i++) {
            try {
                ticks += Long.parseLong(fields[i]);
            } catch (NumberFormatException e) {
                throw ProcText.malformed(FILE, first);
            }
        }
        long processors = text.lines().filter(l -> l.matches("cpu\\d+ .*")).count();
        return new CpuTimes(ofTicks(ticks), (int) processors);
    }

    /**
     * A time in the ticks that kernel files count in.
     *
     * @param ticks hundredths of a second
     * @return the time
     */
    public static Duration ofTicks(long ticks) {
        return Duration.ofNanos(ticks * NANOS_PER_TICK);
    }
}
