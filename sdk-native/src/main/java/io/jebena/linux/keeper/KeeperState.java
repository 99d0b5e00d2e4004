// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.keeper;

import io.jebena.container.ExitStatus;
import io.jebena.value.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a keeper says of its container.
 *
 * @param phase whether it runs, waits for its next start, or has ended for good
 * @param pid first process while it runs, else 0
 * @param birth when the process began, in clock ticks since the host's start: what tells it from a later one of its number
 * @param startedAt when the last run began
 * @param finishedAt when the last run that is over ended; the epoch before that
 * @param waitStatus its status as wait(2) has it
 * @param restarts how often the keeper has started it
 * @param run number of the run, 1 the first
 * @param oom whether memory ran out in the last run that is over
 * @param manual whether it was stopped by hand
 * @param failure why the last start failed: errno, step and subject; empty if it did not
 */
public record KeeperState(
        Phase phase,
        int pid,
        long birth,
        Instant startedAt,
        Instant finishedAt,
        int waitStatus,
        int restarts,
        int run,
        boolean oom,
        boolean manual,
        String failure) {
    /** The name of the file that has it, and of the one that is its next form. */
    private static final String FILE = "state";

    /** Whether it runs. */
    public enum Phase {
        /** Its first process runs. */
        RUNNING,
        /** A start follows. */
        RESTARTING,
        /** It has ended, and its keeper with it. */
        EXITED
    }

    /**
     * Reads what a keeper has sent or written.
     *
     * @param text lines of a word and what it is
     * @return the state, or empty if it is none
     */
    public static Optional<KeeperState> parse(String text) {
        Map<String, String> words = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                words.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        try {
            return Optional.of(new KeeperState(
                    phase(words.getOrDefault("state", "")),
                    (int) number(words, "pid"),
                    number(words, "birth"),
                    instant(number(words, "started")),
                    instant(number(words, "finished")),
                    (int) number(words, "status"),
                    (int) number(words, "restarts"),
                    (int) number(words, "run"),
                    number(words, "oom") != 0,
                    number(words, "manual") != 0,
                    words.getOrDefault("failure", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Phase phase(String text) {
        return switch (text) {
            case "running" -> Phase.RUNNING;
            case "restarting" -> Phase.RESTARTING;
            case "exited" -> Phase.EXITED;
            default -> throw new IllegalArgumentException("not a state: " + text);
        };
    }

    private static long number(Map<String, String> words, String word) {
        return Long.parseLong(words.getOrDefault(word, ""));
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    }

    /**
     * Reads what the last keeper of a container has left.
     *
     * @param directory the container's directory
     * @return empty if it never had one
     */
    public static Optional<KeeperState> left(Path directory) {
        try {
            return parse(Files.readString(directory.resolve(FILE)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // cut by a power failure
        }
    }

    /**
     * How the last run that is over ended.
     *
     * @return its status
     */
    public ExitStatus exit() {
        int signal = waitStatus & 0x7f;
        ExitStatus status =
                signal == 0 ? ExitStatus.exited((waitStatus >> 8) & 0xff) : ExitStatus.signaled(Signal.of(signal));
        return oom ? status.withOomKilled() : status;
    }
}
