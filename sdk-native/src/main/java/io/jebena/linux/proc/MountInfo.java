// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code /proc/<pid>/mountinfo} (proc(5)).
 *
 * <pre>
 * 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 * id parent dev root mount-point options optional-fields... - type source super-options
 * </pre>
 *
 * @param id the mount's id
 * @param parent the id of the mount it is mounted on
 * @param major major number of its device
 * @param minor minor number of its device
 * @param root the directory of the file system that is the mount's root
 * @param mountPoint where it is mounted, relative to the reader's root
 * @param options the mount's own options
 * @param propagation the optional fields, such as {@code shared:1}
 * @param type the file system's type
 * @param source what was mounted, as its mounter called it
 * @param superOptions the options of the file system
 */
public record MountInfo(
        int id,
        int parent,
        int major,
        int minor,
        String root,
        String mountPoint,
        List<String> options,
        List<String> propagation,
        String type,
        String source,
        List<String> superOptions) {
    private static final String FILE = "mountinfo";

    /**
     * Reads a mountinfo file.
     *
     * @param file such as {@code /proc/self/mountinfo}
     * @return its mounts in the file's order: a later one on the same mount point hides an earlier one
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static List<MountInfo> read(Path file) {
        return parse(ProcText.read(file));
    }

    /**
     * Parses the text of a mountinfo file.
     *
     * @param text the text, one byte a character
     * @return its mounts in the file's order
     * @throws io.jebena.error.HostRequirementException if a line is malformed
     */
    public static List<MountInfo> parse(String text) {
        List<MountInfo> mounts = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                mounts.add(parseLine(line));
            }
        }
        return mounts;
    }

    /**
     * Finds the mount that a path lies on.
     *
     * @param mounts the mounts of one namespace, in the file's order
     * @param path an absolute path without symbolic links
     * @return the last of the deepest mounts above the path
     */
    public static Optional<MountInfo> covering(List<MountInfo> mounts, String path) {
        MountInfo best = null;
        for (MountInfo mount : mounts) {
            boolean above = mount.mountPoint.equals("/")
                    || path.equals(mount.mountPoint)
                    || path.startsWith(mount.mountPoint + "/");
            if (above && (best == null || mount.mountPoint.length() >= best.mountPoint.length())) {
                best = mount;
            }
        }
        return Optional.ofNullable(best);
    }

    private static MountInfo parseLine(String line) {
        String[] fields = line.split(" ", -1);
        int dash = 6;
        while (dash < fields.length && !fields[dash].equals("-")) {
            dash++;
        }
        if (dash + 3 >= fields.length) {
            throw ProcText.malformed(FILE, line);
        }
        String[] device = fields[2].split(":", -1);
        if (device.length != 2) {
            throw ProcText.malformed(FILE, line);
        }
        return new MountInfo(
                ProcText.number(FILE, line, fields[0]),
                ProcText.number(FILE, line, fields[1]),
                ProcText.number(FILE, line, device[0]),
                ProcText.number(FILE, line, device[1]),
                unescape(fields[3]),
                unescape(fields[4]),
                List.of(fields[5].split(",", -1)),
                List.of(Arrays.copyOfRange(fields, 6, dash)),
                unescape(fields[dash + 1]),
                unescape(fields[dash + 2]),
                List.of(fields[dash + 3].split(",", -1)));
    }

    /** The kernel writes space, tab, newline, backslash (and # in a source) as a backslash and three octal digits. */
    static String unescape(String field) {
        byte[] bytes = new byte[field.length()];
        int length = 0;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && isOctal(field, i + 1)) {
                bytes[length++] = (byte) Integer.parseInt(field.substring(i + 1, i + 4), 8);
                i += 3;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean isOctal(String field, int from) {
        if (from + 3 > field.length() || field.charAt(from) > '3') {
            return false;
        }
        for (int i = from; i < from + 3; i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '7') {
                return false;
            }
        }
        return true;
    }
}
