// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.value.Signal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a process ended. Immutable. */
public final class ExitStatus {
    /** What shells add to the number of the signal that killed a process. */
    private static final int SIGNAL_BASE = 128;

    private static final int MAX_CODE = 255;

    private final int code;
    private final @Nullable Signal signal;
    private final boolean oomKilled;

    private ExitStatus(int code, @Nullable Signal signal, boolean oomKilled) {
        this.code = code;
        this.signal = signal;
        this.oomKilled = oomKilled;
    }

    /**
     * A process that ended by itself.
     *
     * @param code 0 to 255
     * @return the status
     * @throws IllegalArgumentException if the code is out of range
     */
    public static ExitStatus exited(int code) {
        if (code < 0 || code > MAX_CODE) {
            throw new IllegalArgumentException("exit code " + code + " is not from 0 to " + MAX_CODE);
        }
        return new ExitStatus(code, null, false);
    }

    /**
     * A process that a signal ended.
     *
     * @param signal the signal
     * @return the status, with 128 plus the signal's number as code
     */
    public static ExitStatus signaled(Signal signal) {
        return new ExitStatus(SIGNAL_BASE + signal.number(), signal, false);
    }

    /**
     * The same end, in a container of which the kernel killed a process for lack of memory.
     *
     * @return the status
     */
    public ExitStatus withOomKilled() {
        return new ExitStatus(code, signal, true);
    }

    /**
     * The exit code, or 128 plus the number of the signal that ended the process.
     *
     * @return 0 to 255
     */
    public int code() {
        return code;
    }

    /**
     * The signal that ended the process.
     *
     * @return empty if it ended by itself
     */
    public Optional<Signal> signal() {
        return Optional.ofNullable(signal);
    }

    /**
     * Whether the kernel killed a process of the container because its memory limit was reached.
     *
     * @return true if so, whichever process it was
     */
    public boolean oomKilled() {
        return oomKilled;
    }

    /**
     * Whether the code is 0.
     *
     * @return true if so
     */
    public boolean success() {
        return code == 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExitStatus status
                && status.code == code
                && status.signal().equals(signal())
                && status.oomKilled == oomKilled;
    }

    @Override
    public int hashCode() {
        return 31 * code + (signal == null ? 0 : 1) + (oomKilled ? 2 : 0);
    }

    /** {@code exit 0}, {@code SIGKILL (137)}, with {@code out of memory} if so. */
    @Override
    public String toString() {
        String text = signal == null ? "exit " + code : signal + " (" + code + ")";
        return oomKilled ? text + ", out of memory" : text;
    }
}
