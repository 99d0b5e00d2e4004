// SPDX-License-Identifier: Apache-2.0
package io.jebena.user;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whom a process runs as: a user by name or number and possibly a group by name or number. Names are looked up in the
 * container's own {@code /etc/passwd} and {@code /etc/group}; numbers need no entry there. Without a group the user's own
 * entry decides, or 0. Immutable.
 */
public final class UserSpec {
    /** The user 0 with the group 0, whatever they are called. */
    public static final UserSpec ROOT = of(0, 0);

    private static final long MAX_ID = 0xffff_fffeL;
    private static final int MAX_NAME = 256;

    private final String user;
    private final @Nullable String group;

    private UserSpec(String user, @Nullable String group) {
        this.user = user;
        this.group = group;
    }

    /**
     * By numbers.
     *
     * @param uid the user id, 0 to 4294967294
     * @param gid the group id, 0 to 4294967294
     * @return the user
     * @throws IllegalArgumentException if an id is out of range
     */
    public static UserSpec of(long uid, long gid) {
        return parse(uid + ":" + gid);
    }

    /**
     * Reads a user as Docker's command line writes it.
     *
     * @param text {@code user} or {@code user:group}, each a name or a number
     * @return the user
     * @throws IllegalArgumentException naming the part or character that is wrong
     */
    public static UserSpec parse(String text) {
        int colon = requireNonNull(text, "text").indexOf(':');
        String user = check(colon < 0 ? text : text.substring(0, colon), "user", text);
        return new UserSpec(user, colon < 0 ? null : check(text.substring(colon + 1), "group", text));
    }

    private static String check(String part, String what, String text) {
        if (part.isEmpty()) {
            throw new IllegalArgumentException("user \"" + text + "\": the " + what + " is empty");
        }
        if (part.length() > MAX_NAME) {
            throw new IllegalArgumentException("user \"" + text.substring(0, 32) + "...\": the " + what + " has "
                    + part.length() + " characters, not 1 to " + MAX_NAME);
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c <= ' ' || c == ':' || c == ',' || c == '/' || c == 0x7f) {
                throw new IllegalArgumentException("user \"" + text + "\": character "
                        + (c < ' ' || c == 0x7f ? String.format("0x%02x", (int) c) : "'" + c + "'") + " in the " + what
                        + " is not part of a name");
            }
        }
        OptionalLong id = number(part);
        if (id.isPresent() && (id.getAsLong() < 0 || id.getAsLong() > MAX_ID)) {
            throw new IllegalArgumentException(
                    "user \"" + text + "\": " + what + " id " + part + " is not from 0 to " + MAX_ID);
        }
        return part;
    }

    private static OptionalLong number(String text) {
        int digits = text.startsWith("-") ? 1 : 0;
        if (text.length() == digits || !text.chars().skip(digits).allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(text.length() > 18 ? Long.MAX_VALUE : Long.parseLong(text));
    }

    /**
     * The user's name or number.
     *
     * @return never empty
     */
    public String user() {
        return user;
    }

    /**
     * The group's name or number.
     *
     * @return empty if only a user was given
     */
    public Optional<String> group() {
        return Optional.ofNullable(group);
    }

    /**
     * The user's number, if it was given by number.
     *
     * @return 0 to 4294967294
     */
    public OptionalLong uid() {
        return number(user);
    }

    /**
     * The group's number, if it was given by number.
     *
     * @return 0 to 4294967294
     */
    public OptionalLong gid() {
        return group == null ? OptionalLong.empty() : number(group);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserSpec spec && spec.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The form that {@link #parse(String)} reads. */
    @Override
    public String toString() {
        return group == null ? user : user + ":" + group;
    }
}
