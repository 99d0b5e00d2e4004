// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The traffic of network interfaces, {@code /proc/<pid>/net/dev}. */
public final class NetworkDevices {
    private static final String FILE = "/proc/net/dev";
    private static final int HEADINGS = 2;
    private static final int COLUMNS = 16;
    private static final int SENT = 8;

    private NetworkDevices() {}

    /**
     * Counters of one direction.
     *
     * @param bytes bytes
     * @param packets packets
     * @param errors packets with an error
     * @param dropped packets dropped
     */
    public record Counters(long bytes, long packets, long errors, long dropped) {}

    /**
     * Counters of one interface.
     *
     * @param received what came in
     * @param sent what went out
     */
    public record Traffic(Counters received, Counters sent) {}

    /**
     * Reads the table.
     *
     * @param file such as {@code /proc/7/net/dev}: that of the network namespace of process 7
     * @return traffic by the interface's name, in the kernel's order
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static Map<String, Traffic> read(Path file) {
        return parse(ProcText.read(file));
    }

    /**
     * Parses the table.
     *
     * @param text the file's text
     * @return traffic by the interface's name
     * @throws io.jebena.error.HostRequirementException if a line is malformed
     */
    public static Map<String, Traffic> parse(String text) {
        Map<String, Traffic> devices = new LinkedHashMap<>();
        text.lines().skip(HEADINGS).forEach(line -> {
            int colon = line.lastIndexOf(':');
            String[] fields = line.substring(colon + 1).strip().split(" +", -1);
            if (colon < 0 || fields.length < COLUMNS) {
                throw ProcText.malformed(FILE, line);
            }
            devices.put(
                    line.substring(0, colon).strip(),
                    new Traffic(counters(line, fields, 0), counters(line, fields, SENT)));
        });
        return Collections.unmodifiableMap(devices);
    }

    private static Counters counters(String line, String[] fields, int from) {
        return new Counters(
                number(line, fields[from]),
                number(line, fields[from + 1]),
                number(line, fields[from + 2]),
                number(line, fields[from + 3]));
    }

    private static long number(String line, String digits) {
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw ProcText.malformed(FILE, line);
        }
    }
}
