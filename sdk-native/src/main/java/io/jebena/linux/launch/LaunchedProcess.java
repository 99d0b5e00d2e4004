// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.PidFd;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A process that runs its program. Thread-safe; whoever got it closes it, which does not end the process. */
public final class LaunchedProcess implements AutoCloseable {
    private final int pid;
    private final PidFd pidFd;
    private final CompletableFuture<ProcessExit> exit;

    LaunchedProcess(int pid, PidFd pidFd, CompletableFuture<ProcessExit> exit) {
        this.pid = pid;
        this.pidFd = pidFd;
        this.exit = exit;
    }

    /**
     * The process id on the host.
     *
     * @return above 0
     */
    public int pid() {
        return pid;
    }

    /**
     * The process itself, for signals and for joining its namespaces.
     *
     * @return open until this object is closed
     */
    public PidFd pidFd() {
        return pidFd;
    }

    /**
     * The end of the process. Completed by the thread that calls {@link LaunchServer#handleReadable}, so what depends on
     * it must not block, or be given an executor. If the launcher itself is killed, its processes are too, and the exit
     * says signal 9.
     *
     * @return completes once the process is reaped, never exceptionally
     */
    public CompletableFuture<ProcessExit> onExit() {
        return exit;
    }

    /**
     * Sends a signal. Never reaches another process: neither after the end, nor once this object is closed.
     *
     * @param signal its number, 0 to ask only
     * @return false if the process is gone or this object is closed
     */
    public synchronized boolean signal(int signal) {
        return pidFd.fd().isOpen() && pidFd.signal(signal);
    }

    /**
     * The process itself for somebody who does not know how long this object stays open.
     *
     * @return a duplicate, owned by the caller; empty once this object is closed
     */
    public synchronized Optional<Fd> duplicate() {
        return pidFd.fd().isOpen() ? Optional.of(pidFd.fd().duplicate()) : Optional.empty();
    }

    /** Closes the process's descriptor. */
    @Override
    public synchronized void close() {
        pidFd.close();
    }

    @Override
    public String toString() {
        return "process " + pid;
    }
}
