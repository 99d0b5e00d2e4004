// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A resource limit of {@code setrlimit(2)}, in force for every process of a container.
 *
 * @param kind which resource
 * @param soft the limit in force, in the resource's unit, or {@link #UNLIMITED}
 * @param hard how far the process itself may raise the soft limit, or {@link #UNLIMITED}
 */
public record Rlimit(Kind kind, long soft, long hard) {
    /** No limit. */
    public static final long UNLIMITED = -1;

    /**
     * Checks the limits.
     *
     * @param kind which resource
     * @param soft the limit in force
     * @param hard how far the soft limit may be raised
     * @throws IllegalArgumentException if a limit is below {@link #UNLIMITED}, or the soft one above the hard one
     */
    public Rlimit {
        if (soft < UNLIMITED || hard < UNLIMITED) {
            throw new IllegalArgumentException(
                    "rlimit " + kind.text() + "=" + soft + ":" + hard + ": a limit is 0 or more, or -1 for none");
        }
        if (hard != UNLIMITED && (soft == UNLIMITED || soft > hard)) {
            throw new IllegalArgumentException(
                    "rlimit " + kind.text() + "=" + soft + ":" + hard + ": the soft limit is above the hard limit");
        }
    }

    /**
     * Reads a limit as Docker's command line writes it.
     *
     * @param text {@code name=soft} (for both) or {@code name=soft:hard}, -1 or {@code unlimited} for no limit
     * @return the limit
     * @throws IllegalArgumentException naming what is wrong
     */
    public static Rlimit parse(String text) {
        int equals = requireNonNull(text, "text").indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("rlimit \"" + text + "\": not of the form name=soft[:hard]");
        }
        Kind kind = Kind.parse(text.substring(0, equals));
        String limits = text.substring(equals + 1);
        int colon = limits.indexOf(':');
        long soft = limit(colon < 0 ? limits : limits.substring(0, colon), text);
        return new Rlimit(kind, soft, colon < 0 ? soft : limit(limits.substring(colon + 1), text));
    }

    private static long limit(String number, String text) {
        if (number.equals("unlimited")) {
            return UNLIMITED;
        }
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("rlimit \"" + text + "\": \"" + number + "\" is not a number", e);
        }
    }

    /** The resources, in the order of their numbers on x86-64 and aarch64. */
    public enum Kind {
        /** Processor time in seconds. */
        CPU(0),
        /** Size of a file written, in bytes. */
        FSIZE(1),
        /** Data segment in bytes. */
        DATA(2),
        /** Stack in bytes. */
        STACK(3),
        /** Core dump in bytes. */
        CORE(4),
        /** Resident set in bytes; without effect on today's kernels. */
        RSS(5),
        /** Processes of the user. */
        NPROC(6),
        /** Open descriptors. */
        NOFILE(7),
        /** Locked memory in bytes. */
        MEMLOCK(8),
        /** Address space in bytes. */
        AS(9),
        /** File locks; without effect on today's kernels. */
        LOCKS(10),
        /** Queued signals of the user. */
        SIGPENDING(11),
        /** POSIX message queues in bytes. */
        MSGQUEUE(12),
        /** Ceiling of the nice value, as 20 minus it. */
        NICE(13),
        /** Ceiling of the real-time priority. */
        RTPRIO(14),
        /** Processor time without a blocking call under real-time scheduling, in microseconds. */
        RTTIME(15);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /**
         * Reads a resource's name.
         *
         * @param text the name in either case, such as {@code nofile}
         * @return the resource
         * @throws IllegalArgumentException naming the text if there is no such resource
         */
        public static Kind parse(String text) {
            requireNonNull(text, "text");
            for (Kind kind : values()) {
                if (kind.name().equalsIgnoreCase(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "rlimit \"" + text + "\" is unknown: use a name such as nofile or nproc");
        }

        /**
         * The kernel's number on x86-64 and aarch64.
         *
         * @return 0 to 15
         */
        public int number() {
            return number;
        }

        /**
         * The name as command lines write it.
         *
         * @return in lower case
         */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
