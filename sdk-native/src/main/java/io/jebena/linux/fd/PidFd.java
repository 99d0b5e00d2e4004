// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;

/** A process held by a descriptor, so that its number's reuse cannot hit another. Needs Linux 5.3. */
public final class PidFd implements AutoCloseable {
    private final Fd fd;

    private PidFd(Fd fd) {
        this.fd = fd;
    }

    /**
     * Takes over a descriptor that clone3 or a message brought.
     *
     * @param fd descriptor of a process; owned by the new object
     * @return the process
     */
    public static PidFd of(Fd fd) {
        return new PidFd(fd);
    }

    /**
     * Opens a process by its number.
     *
     * @param pid process id as this process sees it
     * @return the process
     * @throws io.jebena.linux.libc.SyscallException with ESRCH if there is none
     */
    public static PidFd open(int pid) {
        return new PidFd(Fd.own(Kernel.processes().pidfd(pid)));
    }

    /**
     * The descriptor; becomes readable when the process has ended.
     *
     * @return the descriptor, owned by this object
     */
    public Fd fd() {
        return fd;
    }

    /**
     * Sends a signal.
     *
     * @param signal its number, 0 to ask only
     * @return false if the process is gone
     */
    public boolean signal(int signal) {
        return Kernel.processes().signal(fd.number(), signal);
    }

    @Override
    public void close() {
        fd.close();
    }
}
