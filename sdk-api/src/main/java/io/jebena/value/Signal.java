// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Linux signal, by the numbers of x86-64 and aarch64 (which are the same). Real-time signals count as the C library
 * does: {@code RTMIN} is 34, the two below it are the C library's own. Immutable.
 */
public final class Signal implements Comparable<Signal> {
    private static final int RTMIN = 34;
    private static final int RTMAX = 64;

    /** By number; 0 is no signal. */
    private static final String[] NAMES = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };

    /** Second names. */
    private static final Map<String, Integer> ALIASES = Map.of("IOT", 6, "CLD", 17, "POLL", 29);

    /** Hang-up; many daemons read their configuration again. */
    public static final Signal HUP = new Signal(1);

    /** Interrupt, as by Ctrl-C. */
    public static final Signal INT = new Signal(2);

    /** Quit, with a core dump. */
    public static final Signal QUIT = new Signal(3);

    /** Kill; cannot be caught. */
    public static final Signal KILL = new Signal(9);

    /** For the program's own use. */
    public static final Signal USR1 = new Signal(10);

    /** For the program's own use. */
    public static final Signal USR2 = new Signal(12);

    /** Terminate; the polite request. */
    public static final Signal TERM = new Signal(15);

    private final int number;

    private Signal(int number) {
        this.number = number;
    }

    /**
     * The signal of a number.
     *
     * @param number 1 to 64
     * @return the signal
     * @throws IllegalArgumentException if there is no such signal
     */
    public static Signal of(int number) {
        if (number < 1 || number > RTMAX) {
            throw new IllegalArgumentException("signal " + number + " is not from 1 to " + RTMAX);
        }
        return new Signal(number);
    }

    /**
     * Reads a signal: a number, or a name with or without {@code SIG} in either case, including {@code RTMIN},
     * {@code RTMIN+n}, {@code RTMAX} and {@code RTMAX-n}.
     *
     * @param text such as {@code TERM}, {@code sigterm}, {@code 15} or {@code SIGRTMIN+3}
     * @return the signal
     * @throws IllegalArgumentException naming the text if it is no signal
     */
    public static Signal parse(String text) {
        String name = requireNonNull(text, "text").toUpperCase(Locale.ROOT);
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return of(number(name, text));
        }
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        for (int i = 1; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return new Signal(i);
            }
        }
        Integer alias = ALIASES.get(name);
        if (alias != null) {
            return new Signal(alias);
        }
        return new Signal(realTime(name, text));
    }

    private static int realTime(String name, String text) {
        int result = 0;
        if (name.equals("RTMIN")) {
            result = RTMIN;
        } else if (name.equals("RTMAX")) {
            result = RTMAX;
        } else if (name.startsWith("RTMIN+")) {
            result = RTMIN + number(name.substring(6), text);
        } else if (name.startsWith("RTMAX-")) {
            result = RTMAX - number(name.substring(6), text);
        }
        if (result < RTMIN || result > RTMAX) {
            throw unknown(text);
        }
        return result;
    }

    private static int number(String digits, String text) {
        if (digits.isEmpty() || digits.length() > 2 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw unknown(text);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("signal \"" + text
                + "\" is unknown: use a number from 1 to 64 or a name such as TERM, SIGKILL or RTMIN+3");
    }

    /**
     * The signal's number.
     *
     * @return 1 to 64
     */
    public int number() {
        return number;
    }

    /**
     * The signal's name without {@code SIG}: {@code TERM}, {@code RTMIN+3}; a number for the two the C library keeps.
     *
     * @return a text that {@link #parse(String)} reads
     */
    public String name() {
        if (number < NAMES.length) {
            return NAMES[number];
        }
        if (number < RTMIN) {
            return Integer.toString(number);
        }
        if (number <= RTMIN + 15) {
            return number == RTMIN ? "RTMIN" : "RTMIN+" + (number - RTMIN);
        }
        return number == RTMAX ? "RTMAX" : "RTMAX-" + (RTMAX - number);
    }

    @Override
    public int compareTo(Signal other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Signal signal && signal.number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    /** The name with {@code SIG}, as in {@code SIGTERM}. */
    @Override
    public String toString() {
        String name = name();
        return Character.isDigit(name.charAt(0)) ? name : "SIG" + name;
    }
}
