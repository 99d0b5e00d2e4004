// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.error.UnexpectedExitException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A process that has ended, and what it wrote where that was captured. Immutable.
 *
 * <p>Of each stream it has the last 256 MiB. What could not be kept for want of space is missing, which the log of this Java process
 * tells; a stream given to {@link Output#to} gets everything.
 */
public final class ProcessResult {
    private static final int TAIL_LINES = 5;
    private static final int TAIL_CHARS = 1000;

    private final List<String> command;
    private final ExitStatus exitStatus;
    private final byte[] stdout;
    private final byte[] stderr;

    private ProcessResult(List<String> command, ExitStatus exitStatus, byte[] stdout, byte[] stderr) {
        this.command = List.copyOf(command);
        this.exitStatus = exitStatus;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * A result.
     *
     * @param command the program and its arguments, for messages
     * @param exitStatus how it ended
     * @param stdout what was captured of its standard output; not copied, not to be changed
     * @param stderr what was captured of its standard error; not copied, not to be changed
     * @return the result
     */
    public static ProcessResult of(List<String> command, ExitStatus exitStatus, byte[] stdout, byte[] stderr) {
        return new ProcessResult(command, exitStatus, stdout, stderr);
    }

    /**
     * The program and its arguments.
     *
     * @return unmodifiable
     */
    public List<String> command() {
        return command;
    }

    /**
     * How it ended.
     *
     * @return the status
     */
    public ExitStatus exitStatus() {
        return exitStatus;
    }

    /**
     * Its standard output as UTF-8 text.
     *
     * @return empty if it wrote nothing or was not captured; malformed bytes are replaced
     */
    public String stdout() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /**
     * Its standard error as UTF-8 text.
     *
     * @return empty if it wrote nothing or was not captured; malformed bytes are replaced
     */
    public String stderr() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    /**
     * Its standard output.
     *
     * @return a copy
     */
    public byte[] stdoutBytes() {
        return stdout.clone();
    }

    /**
     * Its standard error.
     *
     * @return a copy
     */
    public byte[] stderrBytes() {
        return stderr.clone();
    }

    /**
     * Insists on an exit code.
     *
     * @param code the code, 0 to 255
     * @return this
     * @throws UnexpectedExitException if it ended with another one
     */
    public ProcessResult expectExit(int code) {
        if (exitStatus.code() != code) {
            String lastWords = tail(stderr());
            throw new UnexpectedExitException(
                    String.join(" ", command),
                    code,
                    exitStatus.code(),
                    lastWords.isEmpty() ? tail(stdout()) : lastWords);
        }
        return this;
    }

    private static String tail(String text) {
        List<String> lines = text.strip().lines().toList();
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        return last.substring(Math.max(0, last.length() - TAIL_CHARS));
    }

    /** The command and how it ended. */
    @Override
    public String toString() {
        return String.join(" ", command) + ": " + exitStatus;
    }
}
