// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads passwd(5) and group(5) files of images. A line whose id is not a number is passed over: it must not turn into
 * root. Names are kept byte by byte.
 */
final class AccountFile {
    /** {@code name:password:uid:gid:comment:home:shell}. */
    record User(String name, long id, long group, String home) {}

    /** {@code name:password:gid:member,member}. */
    record Group(String name, long id, List<String> members) {}

    private AccountFile() {}

    static List<User> users(byte[] passwd) {
        List<User> users = new ArrayList<>();
        for (String[] fields : lines(passwd)) {
            long id = IdSyntax.parse(field(fields, 2));
            long group = IdSyntax.parse(field(fields, 3));
            if (id >= 0 && group >= 0) {
                users.add(new User(fields[0], id, group, field(fields, 5)));
            }
        }
        return users;
    }

    static List<Group> groups(byte[] group) {
        List<Group> groups = new ArrayList<>();
        for (String[] fields : lines(group)) {
            long id = IdSyntax.parse(field(fields, 2));
            if (id >= 0) {
                groups.add(
                        new Group(fields[0], id, Arrays.asList(field(fields, 3).split(",", -1))));
            }
        }
        return groups;
    }

    private static String field(String[] fields, int index) {
        return index < fields.length ? fields[index] : "";
    }

    private static List<String[]> lines(byte[] file) {
        List<String[]> lines = new ArrayList<>();
        for (String line : new String(file, StandardCharsets.UTF_8).split("\n", -1)) {
            String stripped = line.strip();
            if (!stripped.isEmpty()) {
                lines.add(stripped.split(":", -1));
            }
        }
        return lines;
    }
}
