// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import java.time.Duration;

/**
 * How a launched process ended, and what it used, its waited-for children included. Thread-safe.
 *
 * @param pid its process id, free for reuse by now
 * @param waitStatus the wait status of wait4(2)
 * @param userTime processor time in user mode
 * @param systemTime processor time in the kernel
 * @param peakKibibytes the largest resident size, KiB
 */
public record ProcessExit(int pid, int waitStatus, Duration userTime, Duration systemTime, long peakKibibytes) {
    private static final int SIGKILL = 9;

    /** The end of a process whose server is gone: the kernel has killed it, and nobody could count what it used. */
    static ProcessExit killed(int pid) {
        return new ProcessExit(pid, SIGKILL, Duration.ZERO, Duration.ZERO, 0);
    }

    /**
     * The signal that ended the process.
     *
     * @return its number, or 0 if the process ended by itself
     */
    public int signal() {
        return waitStatus & 0x7f;
    }

    /**
     * The exit code as shells count: a process ended by signal N has code 128 + N.
     *
     * @return 0 to 255
     */
    public int code() {
        return signal() == 0 ? waitStatus >> 8 & 0xff : 128 + signal();
    }
}
