// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.file.Path;

/**
 * The host's memory, from {@code /proc/meminfo} (proc(5)).
 *
 * @param total usable memory in bytes
 * @param available estimate of what can be had without swapping, in bytes
 * @param swapTotal swap space in bytes, 0 if there is none
 * @param swapFree unused swap space in bytes
 */
public record MemInfo(long total, long available, long swapTotal, long swapFree) {
    private static final String FILE = "/proc/meminfo";

    /**
     * Reads the file.
     *
     * @param file {@code /proc/meminfo}
     * @return what it says
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static MemInfo read(Path file) {
        return parse(ProcText.read(file));
    }

    /**
     * Parses the file.
     *
     * @param text the file's text
     * @return what it says; an absent line counts as 0
     * @throws io.jebena.error.HostRequirementException if a line is malformed
     */
    public static MemInfo parse(String text) {
        long total = 0;
        long available = 0;
        long swapTotal = 0;
        long swapFree = 0;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("MemTotal:")) {
                total = bytes(line);
            } else if (line.startsWith("MemAvailable:")) {
                available = bytes(line);
            } else if (line.startsWith("SwapTotal:")) {
                swapTotal = bytes(line);
            } else if (line.startsWith("SwapFree:")) {
                swapFree = bytes(line);
            }
        }
        return new MemInfo(total, available, swapTotal, swapFree);
    }

    /** {@code MemTotal:       49368164 kB}, where kB means 1024 bytes. */
    private static long bytes(String line) {
        String[] fields = line.split("\\s+", -1);
        if (fields.length < 3 || !fields[2].equals("kB")) {
            throw ProcText.malformed(FILE, line);
        }
        try {
            return Math.multiplyExact(Long.parseLong(fields[1]), 1024);
        } catch (NumberFormatException | ArithmeticException e) {
            throw ProcText.malformed(FILE, line);
        }
    }
}
