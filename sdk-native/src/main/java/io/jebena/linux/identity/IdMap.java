// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How user or group ids of a user namespace stand for ids outside (user_namespaces(7)). Immutable. */
public final class IdMap {
    /** The kernel's UID_GID_MAP_MAX_EXTENTS, since Linux 4.15. */
    private static final int MOST_RANGES = 340;

    /** Ids are unsigned 32-bit numbers; the last one means "none". */
    private static final long END = 0xffff_ffffL;

    /**
     * Consecutive ids.
     *
     * @param inside first id inside the namespace
     * @param outside first id outside
     * @param count how many
     */
    public record Range(long inside, long outside, long count) {}

    private final List<Range> ranges;

    private IdMap(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * A map.
     *
     * @param ranges at least one, at most 340, none overlapping another inside or outside
     * @return the map
     * @throws IllegalArgumentException naming the range that is wrong
     */
    public static IdMap of(List<Range> ranges) {
        if (ranges.isEmpty() || ranges.size() > MOST_RANGES) {
            throw new IllegalArgumentException("an id map has 1 to " + MOST_RANGES + " ranges, not " + ranges.size());
        }
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            if (!fits(range.inside, range.count) || !fits(range.outside, range.count)) {
                throw new IllegalArgumentException("id range " + line(range) + " leaves 0 to " + (END - 1));
            }
            for (Range other : ranges.subList(0, i)) {
                if (overlap(range.inside, range.count, other.inside, other.count)
                        || overlap(range.outside, range.count, other.outside, other.count)) {
                    throw new IllegalArgumentException("id range " + line(range) + " overlaps " + line(other));
                }
            }
        }
        return new IdMap(List.copyOf(ranges));
    }

    /**
     * A map of one id, all that an ordinary user can write without help.
     *
     * @param inside the id inside
     * @param outside the id outside
     * @return the map
     */
    public static IdMap single(long inside, long outside) {
        return of(List.of(new Range(inside, outside, 1)));
    }

    /**
     * Reads a map.
     *
     * @param text content of {@code /proc/<pid>/uid_map} or {@code gid_map}
     * @return the map
     * @throws IllegalArgumentException if a line is malformed, or there is none
     */
    public static IdMap parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length != 3) {
                    throw new IllegalArgumentException("not a line of an id map: \"" + line + "\"");
                }
                ranges.add(new Range(number(line, fields[0]), number(line, fields[1]), number(line, fields[2])));
            }
        }
        return of(ranges);
    }

    private static long number(String line, String digits) {
        long number = IdSyntax.parse(digits);
        if (number < 0) {
            throw new IllegalArgumentException("not a line of an id map: \"" + line + "\"");
        }
        return number;
    }

    private static boolean fits(long first, long count) {
        return first >= 0 && count > 0 && first <= END && count <= END && first + count <= END;
    }

    private static boolean overlap(long first, long count, long other, long otherCount) {
        return first < other + otherCount && other < first + count;
    }

    /**
     * The ranges.
     *
     * @return unmodifiable, in the given order
     */
    public List<Range> ranges() {
        return ranges;
    }

    /**
     * What an id of the namespace is outside.
     *
     * @param inside id inside
     * @return the id outside, or empty if it is not mapped
     */
    public OptionalLong outside(long inside) {
        for (Range range : ranges) {
            if (inside >= range.inside && inside - range.inside < range.count) {
                return OptionalLong.of(range.outside + inside - range.inside);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * What an id from outside is in the namespace.
     *
     * @param outside id outside
     * @return the id inside, or empty if it is not mapped
     */
    public OptionalLong inside(long outside) {
        for (Range range : ranges) {
            if (outside >= range.outside && outside - range.outside < range.count) {
                return OptionalLong.of(range.inside + outside - range.outside);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * The text to write to {@code uid_map} or {@code gid_map} with a single write(2).
     *
     * @return one line for each range
     */
    public String format() {
        StringBuilder text = new StringBuilder();
        for (Range range : ranges) {
            text.append(line(range)).append('\n');
        }
        return text.toString();
    }

    /**
     * The arguments of newuidmap(1) or newgidmap(1) behind the pid.
     *
     * @return three numbers for each range
     */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        for (Range range : ranges) {
            arguments.addAll(List.of(line(range).split(" ", -1)));
        }
        return arguments;
    }

    private static String line(Range range) {
        return range.inside + " " + range.outside + " " + range.count;
    }

    @Override
    public String toString() {
        return format().strip().replace("\n", ", ");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdMap map && map.ranges.equals(ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }
}
