// SPDX-License-Identifier: Apache-2.0
package io.jebena.security;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Builds a {@link SeccompProfile} of one's own. The first rule that fits a call decides; a call without one gets the profile's
 * default. Other engines read the rules by another order, in which one without arguments comes first. Not thread-safe.
 */
public final class SeccompBuilder {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final String ARCHITECTURES = "[{\"architecture\":\"SCMP_ARCH_X86_64\",\"subArchitectures\":"
            + "[\"SCMP_ARCH_X86\",\"SCMP_ARCH_X32\"]},{\"architecture\":\"SCMP_ARCH_AARCH64\",\"subArchitectures\":"
            + "[\"SCMP_ARCH_ARM\"]}]";
    private static final int MAX_ERRNO = 4095;
    private static final int EPERM = 1;

    private String defaultAction = action("SCMP_ACT_ERRNO", EPERM);
    private final List<String> rules = new ArrayList<>();

    SeccompBuilder() {}

    /**
     * Calls without a rule fail.
     *
     * @param errno with this error number, 1 to 4095; 1 (not permitted) unless set
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public SeccompBuilder otherwiseFail(int errno) {
        defaultAction = action("SCMP_ACT_ERRNO", checkErrno(errno));
        return this;
    }

    /**
     * Calls without a rule are made: a list of what is forbidden instead of what is allowed.
     *
     * @return this
     */
    public SeccompBuilder otherwiseAllow() {
        defaultAction = action("SCMP_ACT_ALLOW", 0);
        return this;
    }

    /**
     * Calls without a rule kill the process.
     *
     * @return this
     */
    public SeccompBuilder otherwiseKill() {
        defaultAction = action("SCMP_ACT_KILL_PROCESS", 0);
        return this;
    }

    /**
     * Allows system calls.
     *
     * @param names as the kernel calls them; those that this processor does not have count for nothing
     * @return this
     * @throws IllegalArgumentException naming what is no name
     */
    public SeccompBuilder allow(String... names) {
        requireNonNull(names, "names");
        return rule("SCMP_ACT_ALLOW", 0, names, "");
    }

    /**
     * Allows a system call with certain arguments.
     *
     * @param name as the kernel calls it
     * @param arguments what its arguments must be, all of it
     * @return this
     * @throws IllegalArgumentException if it is no name
     */
    public SeccompBuilder allow(String name, Consumer<Arguments> arguments) {
        requireNonNull(name, "name");
        requireNonNull(arguments, "arguments");
        return rule("SCMP_ACT_ALLOW", 0, new String[] {name}, collect(arguments));
    }

    /**
     * Lets system calls fail.
     *
     * @param errno with this error number, 1 to 4095
     * @param names as the kernel calls them
     * @return this
     * @throws IllegalArgumentException naming what is wrong
     */
    public SeccompBuilder fail(int errno, String... names) {
        requireNonNull(names, "names");
        return rule("SCMP_ACT_ERRNO", checkErrno(errno), names, "");
    }

    /**
     * Lets a system call with certain arguments fail.
     *
     * @param errno with this error number, 1 to 4095
     * @param name as the kernel calls it
     * @param arguments what its arguments must be, all of it
     * @return this
     * @throws IllegalArgumentException naming what is wrong
     */
    public SeccompBuilder fail(int errno, String name, Consumer<Arguments> arguments) {
        requireNonNull(name, "name");
        requireNonNull(arguments, "arguments");
        return rule("SCMP_ACT_ERRNO", checkErrno(errno), new String[] {name}, collect(arguments));
    }

    /**
     * Lets system calls kill the process that makes them.
     *
     * @param names as the kernel calls them
     * @return this
     * @throws IllegalArgumentException naming what is no name
     */
    public SeccompBuilder kill(String... names) {
        requireNonNull(names, "names");
        return rule("SCMP_ACT_KILL_PROCESS", 0, names, "");
    }

    /**
     * Allows system calls and has the kernel log them.
     *
     * @param names as the kernel calls them
     * @return this
     * @throws IllegalArgumentException naming what is no name
     */
    public SeccompBuilder log(String... names) {
        requireNonNull(names, "names");
        return rule("SCMP_ACT_LOG", 0, names, "");
    }

    private SeccompBuilder rule(String action, int errno, String[] names, String arguments) {
        for (String name : names) {
            if (!NAME.matcher(requireNonNull(name, "names")).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" is not the name of a system call");
            }
        }
        String list = List.of(names).stream().map(n -> '"' + n + '"').collect(Collectors.joining(","));
        if (names.length > 0) {
            rules.add("{\"names\":[" + list + "]," + ruleAction(action, errno) + arguments + "}");
        }
        return this;
    }

    private static String collect(Consumer<Arguments> arguments) {
        Arguments collected = new Arguments();
        arguments.accept(collected);
        return ",\"args\":[" + String.join(",", collected.conditions.values()) + "]";
    }

    private static int checkErrno(int errno) {
        if (errno < 1 || errno > MAX_ERRNO) {
            throw new IllegalArgumentException("error number " + errno + " is not from 1 to " + MAX_ERRNO);
        }
        return errno;
    }

    private static String action(String action, int errno) {
        return "\"defaultAction\":\"" + action + "\"" + (errno == 0 ? "" : ",\"defaultErrnoRet\":" + errno);
    }

    private static String ruleAction(String action, int errno) {
        return "\"action\":\"" + action + "\"" + (errno == 0 ? "" : ",\"errnoRet\":" + errno);
    }

    /**
     * The profile, for all architectures of this machine's processor.
     *
     * @return a new profile
     */
    public SeccompProfile build() {
        return SeccompProfile.ofJson("{" + defaultAction + ",\"ruleOrder\":\"first\",\"archMap\":" + ARCHITECTURES
                + ",\"syscalls\":[" + String.join(",", rules) + "]}");
    }

    /** What the arguments of a system call must be; each is compared as an unsigned number of 64 bits. Not thread-safe. */
    public static final class Arguments {
        private static final int LAST = 5;

        private final Map<Integer, String> conditions = new LinkedHashMap<>();

        private Arguments() {}

        /**
         * An argument equals a value.
         *
         * @param index 0 to 5
         * @param value the value
         * @return this
         * @throws IllegalArgumentException if the index is out of range, or has a condition already
         */
        public Arguments equal(int index, long value) {
            return add(index, "SCMP_CMP_EQ", value, 0);
        }

        /**
         * An argument does not equal a value.
         *
         * @param index 0 to 5
         * @param value the value
         * @return this
         * @throws IllegalArgumentException if the index is out of range, or has a condition already
         */
        public Arguments notEqual(int index, long value) {
            return add(index, "SCMP_CMP_NE", value, 0);
        }

        /**
         * An argument is less than a value.
         *
         * @param index 0 to 5
         * @param value the value
         * @return this
         * @throws IllegalArgumentException if the index is out of range, or has a condition already
         */
        public Arguments below(int index, long value) {
            return add(index, "SCMP_CMP_LT", value, 0);
        }

        /**
         * An argument is greater than a value.
         *
         * @param index 0 to 5
         * @param value the value
         * @return this
         * @throws IllegalArgumentException if the index is out of range, or has a condition already
         */
        public Arguments above(int index, long value) {
            return add(index, "SCMP_CMP_GT", value, 0);
        }

        /**
         * The bits of an argument that a mask selects equal a value.
         *
         * @param index 0 to 5
         * @param mask selects bits
         * @param value what they must be
         * @return this
         * @throws IllegalArgumentException if the index is out of range, or has a condition already
         */
        public Arguments masked(int index, long mask, long value) {
            return add(index, "SCMP_CMP_MASKED_EQ", mask, value);
        }

        private Arguments add(int index, String operator, long value, long second) {
            if (index < 0 || index > LAST) {
                throw new IllegalArgumentException("argument " + index + " is not from 0 to " + LAST);
            }
            String condition = "{\"index\":" + index + ",\"value\":" + Long.toUnsignedString(value) + ",\"valueTwo\":"
                    + Long.toUnsignedString(second) + ",\"op\":\"" + operator + "\"}";
            if (conditions.putIfAbsent(index, condition) != null) {
                throw new IllegalArgumentException("argument " + index + " has a condition already: use a second rule");
            }
            return this;
        }
    }
}
