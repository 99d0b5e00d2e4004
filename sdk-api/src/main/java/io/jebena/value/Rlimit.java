// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

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
        int equals = text.indexOf('=');
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

    /** The resources, in the order of the kernel's numbers on x86-64 and aarch64: {@link #ordinal()} is that number. */
    public enum Kind {
        /** Processor time in seconds. */
        CPU,
        /** Size of a file written, in bytes. */
        FSIZE,
        /** Data segment in bytes. */
        DATA,
        /** Stack in bytes. */
        STACK,
        /** Core dump in bytes. */
        CORE,
        /** Resident set in bytes; without effect on today's kernels. */
        RSS,
        /** Processes of the user. */
        NPROC,
        /** Open descriptors. */
        NOFILE,
        /** Locked memory in bytes. */
        MEMLOCK,
        /** Address space in bytes. */
        AS,
        /** File locks; without effect on today's kernels. */
        LOCKS,
        /** Queued signals of the user. */
        SIGPENDING,
        /** POSIX message queues in bytes. */
        MSGQUEUE,
        /** Ceiling of the nice value, as 20 minus it. */
        NICE,
        /** Ceiling of the real-time priority. */
        RTPRIO,
        /** Processor time without a blocking call under real-time scheduling, in microseconds. */
        RTTIME;

        /**
         * Reads a resource's name.
         *
         * @param text the name in either case, such as {@code nofile}
         * @return the resource
         * @throws IllegalArgumentException naming the text if there is no such resource
         */
        public static Kind parse(String text) {
            for (Kind kind : values()) {
                if (kind.name().equalsIgnoreCase(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "rlimit \"" + text + "\" is unknown: use a name such as nofile or nproc");
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
