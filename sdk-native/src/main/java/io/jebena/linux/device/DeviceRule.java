// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Allows or denies some uses of some device numbers.
 *
 * @param allow whether it allows
 * @param type which kind of device
 * @param major the major number, or {@link #ANY}
 * @param minor the minor number, or {@link #ANY}
 * @param access the uses, a combination of {@link #READ}, {@link #WRITE} and {@link #MKNOD}
 */
public record DeviceRule(boolean allow, Type type, int major, int minor, int access) {
    /** Every number. */
    public static final int ANY = -1;

    /** Make a node, in the kernel's numbering for BPF (BPF_DEVCG_ACC_MKNOD). */
    public static final int MKNOD = 1;

    /** Open for reading. */
    public static final int READ = 2;

    /** Open for writing. */
    public static final int WRITE = 4;

    /** All uses. */
    public static final int FULL = MKNOD | READ | WRITE;

    private static final Pattern FORM = Pattern.compile("([acb]) +(\\d{1,7}|\\*):(\\d{1,7}|\\*) +([rwm]{1,3})");

    /** Numbers that fit a dev_t: 12 bits and 20 bits. */
    private static final int MAX_MAJOR = (1 << 12) - 1;

    private static final int MAX_MINOR = (1 << 20) - 1;

    /** Kinds of device. */
    public enum Type {
        /** Both kinds. */
        ALL('a', 0),
        /** Block devices. */
        BLOCK('b', 1),
        /** Character devices. */
        CHARACTER('c', 2);

        private final char letter;
        private final int code;

        Type(char letter, int code) {
            this.letter = letter;
            this.code = code;
        }

        /** The letter in rules. */
        char letter() {
            return letter;
        }

        /** BPF_DEVCG_DEV_BLOCK or BPF_DEVCG_DEV_CHAR of linux/bpf.h. */
        int code() {
            return code;
        }
    }

    /**
     * Reads a rule as Docker and the kernel write it.
     *
     * @param allow whether it allows
     * @param text such as {@code c 1:3 rwm} or {@code b *:* m}
     * @return the rule
     * @throws IllegalArgumentException naming the text if it is malformed
     */
    public static DeviceRule parse(boolean allow, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a device rule: \"" + text + "\"; use type major:minor access, such as \"c 1:3 rwm\"");
        }
        Type type =
                switch (matcher.group(1)) {
                    case "a" -> Type.ALL;
                    case "b" -> Type.BLOCK;
                    default -> Type.CHARACTER;
                };
        int major = number(text, matcher.group(2), MAX_MAJOR);
        int minor = number(text, matcher.group(3), MAX_MINOR);
        if (type == Type.ALL && (major != ANY || minor != ANY)) {
            throw new IllegalArgumentException("device rule \"" + text + "\": type a takes *:* only");
        }
        int access = 0;
        for (char letter : matcher.group(4).toCharArray()) {
            access |= letter == 'r' ? READ : letter == 'w' ? WRITE : MKNOD;
        }
        return new DeviceRule(allow, type, major, minor, access);
    }

    /**
     * A rule of a specification.
     *
     * @param rule the rule
     * @return the same, allowing
     * @throws io.jebena.error.InvalidSpecException if no device has such a number
     */
    public static DeviceRule allowing(io.jebena.device.DeviceRule rule) {
        try {
            return parse(true, rule.toString());
        } catch (IllegalArgumentException e) {
            throw new io.jebena.error.InvalidSpecException("deviceRules", String.valueOf(e.getMessage()), e);
        }
    }

    private static int number(String text, String digits, int highest) {
        if (digits.equals("*")) {
            return ANY;
        }
        int number = Integer.parseInt(digits);
        if (number > highest) {
            throw new IllegalArgumentException("device rule \"" + text + "\": " + number + " is above " + highest);
        }
        return number;
    }

    /**
     * The line for {@code devices.allow} or {@code devices.deny}.
     *
     * @return such as {@code c 1:3 rwm}
     */
    public String line() {
        return type.letter() + " " + (major == ANY ? "*" : major) + ":" + (minor == ANY ? "*" : minor) + " "
                + ((access & READ) != 0 ? "r" : "")
                + ((access & WRITE) != 0 ? "w" : "")
                + ((access & MKNOD) != 0 ? "m" : "");
    }

    boolean matches(Type device, int itsMajor, int itsMinor) {
        return (type == Type.ALL || type == device)
                && (major == ANY || major == itsMajor)
                && (minor == ANY || minor == itsMinor);
    }
}
