// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * {@code /proc/<pid>/status} (proc(5)). Fields that this kernel does not write read as 0 or empty, except where a method
 * says otherwise. Immutable.
 */
public final class ProcessStatus {
    private static final String FILE = "/proc/<pid>/status";

    private final Map<String, String> fields;

    private ProcessStatus(Map<String, String> fields) {
        this.fields = fields;
    }

    /**
     * Reads a process's status.
     *
     * @param file such as {@code /proc/self/status}
     * @return what it says
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static ProcessStatus read(Path file) {
        return parse(ProcText.read(file));
    }

    /**
     * Parses a process's status.
     *
     * @param text the file's text
     * @return what it says
     * @throws io.jebena.error.HostRequirementException if a line is malformed
     */
    public static ProcessStatus parse(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw ProcText.malformed(FILE, line);
            }
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new ProcessStatus(fields);
    }

    /**
     * The command's name, at most 15 bytes, with backslash and newline escaped by the kernel.
     *
     * @return the name
     */
    public String name() {
        return fields.getOrDefault("Name", "");
    }

    /**
     * The state's letter.
     *
     * @return such as {@code S}, or {@code ?}
     */
    public char state() {
        String state = fields.getOrDefault("State", "");
        return state.isEmpty() ? '?' : state.charAt(0);
    }

    /**
     * The process's id in the reader's pid namespace.
     *
     * @return the id
     */
    public int pid() {
        return first("Pid");
    }

    /**
     * The parent's id, 0 if it is in another pid namespace.
     *
     * @return the id
     */
    public int parent() {
        return first("PPid");
    }

    /**
     * The process's id in each pid namespace, outermost first (since Linux 4.1).
     *
     * @return the ids
     */
    public List<Integer> namespacePids() {
        return numbers("NSpid");
    }

    /**
     * Real, effective, saved and file system user id, as the reader's user namespace sees them.
     *
     * @return four ids; -2 stands for 4294967294, an id that is not mapped
     */
    public List<Integer> uids() {
        return numbers("Uid");
    }

    /**
     * Real, effective, saved and file system group id.
     *
     * @return four ids
     */
    public List<Integer> gids() {
        return numbers("Gid");
    }

    /**
     * The supplementary groups.
     *
     * @return the ids
     */
    public List<Integer> groups() {
        return numbers("Groups");
    }

    /**
     * How many threads the process has.
     *
     * @return at least 1 for a live process
     */
    public int threads() {
        return first("Threads");
    }

    /**
     * The inheritable capabilities.
     *
     * @return a mask, bit n standing for capability n
     */
    public long inheritable() {
        return mask("CapInh");
    }

    /**
     * The permitted capabilities.
     *
     * @return a mask
     */
    public long permitted() {
        return mask("CapPrm");
    }

    /**
     * The effective capabilities.
     *
     * @return a mask
     */
    public long effective() {
        return mask("CapEff");
    }

    /**
     * The capability bounding set.
     *
     * @return a mask
     */
    public long bounding() {
        return mask("CapBnd");
    }

    /**
     * The ambient capabilities (since Linux 4.3).
     *
     * @return a mask
     */
    public long ambient() {
        return mask("CapAmb");
    }

    /**
     * Tells whether an exec can no longer add privileges (since Linux 4.10).
     *
     * @return true if so
     */
    public boolean noNewPrivileges() {
        return first("NoNewPrivs") == 1;
    }

    /**
     * The seccomp mode: 0 none, 1 strict, 2 filter.
     *
     * @return the mode, or empty where the kernel was built without seccomp
     */
    public OptionalInt seccomp() {
        return fields.containsKey("Seccomp") ? OptionalInt.of(first("Seccomp")) : OptionalInt.empty();
    }

    /**
     * How many seccomp filters are installed (since Linux 5.9).
     *
     * @return the number
     */
    public int seccompFilters() {
        return first("Seccomp_filters");
    }

    private int first(String key) {
        List<Integer> numbers = numbers(key);
        return numbers.isEmpty() ? 0 : numbers.get(0);
    }

    private List<Integer> numbers(String key) {
        List<Integer> numbers = new ArrayList<>();
        String value = fields.getOrDefault(key, "");
        for (String part : value.split("\\s+", -1)) {
            if (!part.isEmpty()) {
                try {
                    numbers.add((int) Long.parseLong(part));
                } catch (NumberFormatException e) {
                    throw ProcText.malformed(FILE, key + ":" + value);
                }
            }
        }
        return numbers;
    }

    private long mask(String key) {
        String value = fields.getOrDefault(key, "0");
        try {
            return Long.parseUnsignedLong(value, 16);
        } catch (NumberFormatException e) {
            throw ProcText.malformed(FILE, key + ":" + value);
        }
    }
}
