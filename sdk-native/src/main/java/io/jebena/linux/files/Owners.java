// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.error.InvalidSpecException;
import io.jebena.namespace.IdMapping;
import java.util.List;

/**
 * How the owners that a container's processes see stand for those on the disk. No mappings means that they are the same.
 *
 * @param users the mappings of user ids
 * @param groups the mappings of group ids
 */
public record Owners(List<IdMapping> users, List<IdMapping> groups) {
    /** Every owner is as on the disk. */
    public static final Owners SAME = new Owners(List.of(), List.of());

    /** The kernel's overflowuid: whoever has no id in a namespace. */
    private static final long NOBODY = 65534;

    long userSeen(long outside) {
        return seen(users, outside);
    }

    long groupSeen(long outside) {
        return seen(groups, outside);
    }

    private static long seen(List<IdMapping> mappings, long outside) {
        for (IdMapping m : mappings) {
            if (outside >= m.outside() && outside < m.outside() + m.count()) {
                return m.inside() + outside - m.outside();
            }
        }
        return mappings.isEmpty() ? outside : NOBODY;
    }

    long userKept(long inside) {
        return kept("user", users, inside);
    }

    long groupKept(long inside) {
        return kept("group", groups, inside);
    }

    private static long kept(String kind, List<IdMapping> mappings, long inside) {
        for (IdMapping m : mappings) {
            if (inside >= m.inside() && inside < m.inside() + m.count()) {
                return m.outside() + inside - m.inside();
            }
        }
        if (mappings.isEmpty()) {
            return inside;
        }
        throw new InvalidSpecException(
                "owner",
                kind + " " + inside + " does not exist in the container's user namespace, which has " + mappings);
    }
}
