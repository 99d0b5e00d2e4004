// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/** A process as {@code ps -ef} of procps prints it, of the texts {@code /proc/PID/stat}, {@code status} and {@code cmdline}. */
public final class PsRow {
    /** What the columns are. */
    public static final List<String> TITLES = List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");

    /** USER_HZ, which is 100 on every architecture that runs this. */
    private static final long TICKS = 100;

    private static final int MOST_PERCENT = 99;
    private static final int PTS_FIRST = 136;
    private static final int PTS_LAST = 143;
    private static final int TTY = 4;
    private static final int FIRST_SERIAL = 64;

    private final Clock clock;
    private final LongFunction<String> users;

    /**
     * When it is.
     *
     * @param now the time
     * @param sinceBoot seconds since the machine was started
     * @param zone where the day begins
     */
    public record Clock(Instant now, double sinceBoot, ZoneId zone) {}

    /**
     * Rows of one moment.
     *
     * @param clock when it is
     * @param users the name for a user id
     */
    public PsRow(Clock clock, LongFunction<String> users) {
        this.clock = clock;
        this.users = users;
    }

    /**
     * One row.
     *
     * @param stat content of {@code stat}
     * @param status content of {@code status}
     * @param cmdline content of {@code cmdline}
     * @return a text for each title
     */
    public List<String> of(String stat, String status, String cmdline) {
        // the name in parentheses may hold anything, parentheses and spaces included
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        String name = stat.substring(open + 1, close);
        String[] fields = stat.substring(close + 2).split(" ");
        long used = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        double began = (double) Long.parseLong(fields[19]) / TICKS;
        long lived = (long) Math.max(0, clock.sinceBoot - began);
        long percent = lived == 0 ? 0 : Math.min(MOST_PERCENT, used * 100 / lived);
        return List.of(
                users.apply(effectiveUser(status)),
                stat.substring(0, open - 1),
                fields[1],
                Long.toString(percent),
                day(clock.now.minusMillis((long) ((clock.sinceBoot - began) * 1000))),
                terminal(Integer.parseInt(fields[4])),
                time(used),
                command(name, fields[0], cmdline));
    }

    private static long effectiveUser(String status) {
        for (String line : status.split("\n")) {
            if (line.startsWith("Uid:")) {
                return Long.parseLong(line.split("\\s+")[2]);
            }
        }
        throw ProcText.malformed("/proc/PID/status", status);
    }

    private String day(Instant began) {
        ZonedDateTime start = began.atZone(clock.zone);
        ZonedDateTime now = clock.now.atZone(clock.zone);
        String pattern = start.getYear() != now.getYear()
                ? "yyyy"
                : start.getDayOfYear() == now.getDayOfYear() ? "HH:mm" : "MMMdd";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(start);
    }

    /** The number is the kernel's encoding of dev_t: minor in bits 0-7 and 20-31, major in 8-19. */
    private static String terminal(int number) {
        int major = number >>> 8 & 0xfff;
        int minor = number & 0xff | number >>> 12 & 0xfff00;
        if (major >= PTS_FIRST && major <= PTS_LAST) {
            return "pts/" + ((major - PTS_FIRST) * 256 + minor);
        }
        if (major == TTY) {
            return minor < FIRST_SERIAL ? "tty" + minor : "ttyS" + (minor - FIRST_SERIAL);
        }
        return "?";
    }

    private static String time(long seconds) {
        long days = seconds / 86_400;
        String clock = String.format("%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        return days == 0 ? clock : String.format("%02d-%s", days, clock);
    }

    private static String command(String name, String state, String cmdline) {
        if (state.equals("Z")) {
            return "[" + name + "] <defunct>";
        }
        String line = cmdline.replace('\0', ' ').stripTrailing();
        return line.isEmpty() ? "[" + name + "]" : line.replace('\n', '?');
    }
}
