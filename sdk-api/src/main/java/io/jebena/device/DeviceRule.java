// SPDX-License-Identifier: Apache-2.0
package io.jebena.device;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which devices the processes of a container may use, beyond those that appear in it; the later of two rules wins.
 *
 * @param type {@code c}haracter, {@code b}lock or {@code a}ll devices
 * @param major number, or {@link #ANY}
 * @param minor number, or {@link #ANY}
 * @param access what may be done: {@code r}ead, {@code w}rite, {@code m}ake a node
 */
public record DeviceRule(char type, int major, int minor, String access) {
    /** Every number. */
    public static final int ANY = -1;

    private static final Pattern RULE =
            Pattern.compile("([acb]) (\\d{1,9}|\\*):(\\d{1,9}|\\*) ((?!.*(.).*\\5)[rwm]{1,3})");

    /**
     * Checks the parts.
     *
     * @param type kind of device
     * @param major number
     * @param minor number
     * @param access what may be done
     * @throws IllegalArgumentException naming what is wrong
     */
    public DeviceRule {
        String text = text(type, major, minor, requireNonNull(access, "access"));
        if (!RULE.matcher(text).matches()) {
            throw new IllegalArgumentException(wrong(text));
        }
    }

    /**
     * Reads a rule as Docker's command line writes it.
     *
     * @param text {@code [acb] major:minor [rwm]} with {@code *} for every number: {@code c 10:200 rwm}
     * @return the rule
     * @throws IllegalArgumentException if it is of no such form
     */
    public static DeviceRule parse(String text) {
        Matcher matcher = RULE.matcher(requireNonNull(text, "text"));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(wrong(text));
        }
        return new DeviceRule(
                matcher.group(1).charAt(0), number(matcher.group(2)), number(matcher.group(3)), matcher.group(4));
    }

    private static String wrong(String text) {
        return "device rule \"" + text + "\" is not of the form \"[acb] major:minor [rwm]\" with * for every number";
    }

    private static int number(String text) {
        return text.equals("*") ? ANY : Integer.parseInt(text);
    }

    private static String text(char type, int major, int minor, String access) {
        return type + " " + (major == ANY ? "*" : major) + ":" + (minor == ANY ? "*" : minor) + " " + access;
    }

    /** As {@link #parse(String)} reads it. */
    @Override
    public String toString() {
        return text(type, major, minor, access);
    }
}
