// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A list of processors or memory nodes as the kernel writes it (cpuset(7)): {@code 0-3,8,10-11}. Immutable.
 */
public final class CpuList {
    /** More than any kernel is built for; keeps {@code 0-2000000000} from taking memory. */
    private static final int LIMIT = 65_536;

    private final BitSet members;

    private CpuList(BitSet members) {
        this.members = members;
    }

    /**
     * Reads a list.
     *
     * @param file such as {@code /sys/devices/system/cpu/online}
     * @return the list
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static CpuList read(Path file) {
        String text = ProcText.read(file);
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw ProcText.malformed(file.toString(), text);
        }
    }

    /**
     * Parses a list.
     *
     * @param text the list; empty text is the empty list
     * @return the list
     * @throws IllegalArgumentException if the text is malformed, naming the part that is
     */
    public static CpuList parse(String text) {
        BitSet members = new BitSet();
        String stripped = text.strip();
        if (!stripped.isEmpty()) {
            for (String part : stripped.split(",", -1)) {
                String[] ends = part.split("-", -1);
                int low = number(part, ends[0]);
                int high = ends.length == 1 ? low : number(part, ends[1]);
                if (ends.length > 2 || high < low) {
                    throw new IllegalArgumentException("not a number or a range: \"" + part + "\"");
                }
                members.set(low, high + 1);
            }
        }
        return new CpuList(members);
    }

    private static int number(String part, String digits) {
        boolean plain =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = plain ? Integer.parseInt(digits) : LIMIT;
        if (value >= LIMIT) {
            throw new IllegalArgumentException("not a number or a range: \"" + part + "\"");
        }
        return value;
    }

    /**
     * How many there are.
     *
     * @return the number of members
     */
    public int count() {
        return members.cardinality();
    }

    /**
     * Compares with another list.
     *
     * @param other the other list
     * @return true if each member of the other is one of this
     */
    public boolean containsAll(CpuList other) {
        BitSet rest = (BitSet) other.members.clone();
        rest.andNot(members);
        return rest.isEmpty();
    }

    /**
     * The list in the kernel's own form.
     *
     * @return such as {@code 0-3,8}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int low = members.nextSetBit(0); low >= 0; ) {
            int high = members.nextClearBit(low) - 1;
            text.append(text.length() == 0 ? "" : ",").append(low);
            if (high > low) {
                text.append('-').append(high);
            }
            low = members.nextSetBit(high + 1);
        }
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CpuList list && list.members.equals(members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }
}
