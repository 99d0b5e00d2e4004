// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import java.util.ArrayList;
import java.util.List;

/** The ids that an ordinary user may use in user namespaces, from subuid(5) and subgid(5). */
public final class SubordinateIds {
    private SubordinateIds() {}

    /**
     * Finds the ranges of one user.
     *
     * @param text content of {@code /etc/subuid} or {@code /etc/subgid}, lines of {@code name or uid:first:count}
     * @param name the user's name
     * @param id the user's id
     * @return ranges as the map of a user namespace that has the user's own id as root, and the others from 1 on; the own
     *     id alone if the file grants nothing
     */
    public static IdMap map(String text, String name, long id) {
        List<IdMap.Range> ranges = new ArrayList<>();
        ranges.add(new IdMap.Range(0, id, 1));
        long next = 1;
        for (String line : text.split("\n", -1)) {
            String[] fields = line.strip().split(":", -1);
            if (fields.length == 3 && (fields[0].equals(name) || fields[0].equals(Long.toString(id)))) {
                long first = IdSyntax.parse(fields[1]);
                long count = IdSyntax.parse(fields[2]);
                if (first >= 0 && count > 0) {
                    ranges.add(new IdMap.Range(next, first, count));
                    next += count;
                }
            }
        }
        return IdMap.of(ranges);
    }
}
