// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.error.DeadlineException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.MessageSocket;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with one child until its program runs.
 *
 * <pre>
 * spawn -> awaitReady -> go -> ... -> awaitStarted -> LaunchedProcess
 * </pre>
 *
 * <p>Held by one thread at a time. Closing it before the program runs ends the child. The methods that wait keep a
 * platform thread in the kernel; they end when the child speaks, execs or dies, so no deadline is needed for safety.
 */
public final class Launch implements AutoCloseable {
    private static final int SIGKILL = 9;

    private final LaunchServer server;
    private final long id;
    private final MessageSocket socket;
    private final List<LaunchPlan> plans = new ArrayList<>(2);
    private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();
    private int table;
    private volatile @Nullable LaunchedProcess process;
    private @Nullable Fd terminal;
    private boolean handedOver;

    Launch(LaunchServer server, long id, MessageSocket socket, LaunchPlan plan) {
        this.server = server;
        this.id = id;
        this.socket = socket;
        this.plans.add(plan);
        this.table = plan.descriptors().size();
    }

    /**
     * Waits until the child stands at its next sync step.
     *
     * @param timeout how long to wait; null waits for ever
     * @return the child's process id on the host
     * @throws LaunchException if a step failed, or the child ended or ran its program instead
     * @throws DeadlineException at the end of the time; the launch goes on
     */
    public int awaitReady(@Nullable Duration timeout) {
        long end = end(timeout);
        Wire.Report report = next(Wire.REPORT_READY, timeout, end);
        LaunchedProcess child = process;
        // the child may be quicker to say READY than the server is to say SPAWNED
        while (report != null && child == null) {
            report = next(Wire.REPORT_SPAWNED, timeout, end);
            child = process;
        }
        if (report == null || child == null) {
            throw Explanation.vanished("the child did not come to a sync step");
        }
        return child.pid();
    }

    /** Lets the child go on with the step after its sync. */
    public void go() {
        ByteBuffer frame = Wire.borrow();
        try {
            socket.send(Wire.go(frame, 0, 0), List.of());
        } catch (SyscallException e) {
            throw gone(e);
        } finally {
            Wire.release(frame);
        }
    }

    /**
     * Lets the child go on with another plan, which replaces what is left of its own.
     *
     * @param continuation a plan without namespaces, prelude and cgroups of its own
     * @throws IllegalArgumentException if it has any of these
     * @throws InvalidSpecException if arguments or environment are larger than the launcher takes
     */
    public void go(LaunchPlan continuation) {
        if (!continuation.isContinuation()) {
            throw new IllegalArgumentException(
                    "a continuation has no namespaces, prelude or cgroups: the child is born");
        }
        List<Fd> descriptors = new ArrayList<>(continuation.descriptors().size() + 1);
        ByteBuffer frame = Wire.borrow();
        try (LaunchServer.Encoded encoded = server.encode(continuation, table)) {
            descriptors.add(encoded.file());
            descriptors.addAll(continuation.descriptors());
            socket.send(Wire.go(frame, encoded.length(), descriptors.size()), descriptors);
            plans.add(continuation);
            table += continuation.descriptors().size();
        } catch (SyscallException e) {
            throw gone(e);
        } finally {
            Wire.release(frame);
        }
    }

    /**
     * Waits until the program runs. The launch is over then, and need not be closed, but
     * for a terminal that nobody takes.
     *
     * @param timeout how long to wait; null waits for ever
     * @return the process; its exit may be there already
     * @throws LaunchException if a step failed; the process is gone, and {@link #onExit} tells when it is reaped
     * @throws DeadlineException at the end of the time; the launch goes on
     */
    public LaunchedProcess awaitStarted(@Nullable Duration timeout) {
        Wire.Report ready = next(Wire.REPORT_READY, timeout, end(timeout));
        LaunchedProcess started = process;
        if (ready != null) {
            close();
            throw Explanation.vanished("the child waits at a sync step that nobody answers");
        }
        if (started == null) {
            neverBorn();
            close();
            throw Explanation.vanished("the launcher made no process: it is gone, or out of descriptors");
        }
        handedOver = true;
        plans.clear(); // this object stays known until the exit: a running container must not hold its plan
        socket.close();
        return started;
    }

    /**
     * The master of the terminal that the plan opened. Call it once {@link #awaitStarted} has returned; the second call
     * gives nothing.
     *
     * @return the master, owned by the caller, or empty if the plan opened none
     */
    public Optional<Fd> takeTerminal() {
        Optional<Fd> taken = Optional.ofNullable(terminal);
        terminal = null;
        return taken;
    }

    /**
     * The end of the child, also of one whose launch has failed: what the child used, such as its cgroup, is free then.
     *
     * @return completes once it is reaped, never exceptionally
     */
    public CompletableFuture<ProcessExit> onExit() {
        return exit;
    }

    /** Ends the conversation and, unless its program runs, the child. */
    @Override
    public void close() {
        LaunchedProcess child = process;
        socket.close();
        takeTerminal().ifPresent(Fd::close);
        if (child != null && !handedOver) {
            child.signal(SIGKILL);
            child.close();
        }
    }

    void reaped(ProcessExit end) {
        exit.complete(end);
    }

    /** The server is gone. Its children follow it by their parent-death signal, which a set-user-id exec forgets. */
    void serverGone() {
        LaunchedProcess child = process;
        if (child != null) {
            child.signal(SIGKILL);
        }
        exit.complete(ProcessExit.killed(child == null ? 0 : child.pid()));
    }

    /** No exit will be told of a process that was not made. */
    private void neverBorn() {
        server.forget(id);
        exit.complete(ProcessExit.killed(0));
    }

    private static long end(@Nullable Duration timeout) {
        return timeout == null ? 0 : System.nanoTime() + timeout.toNanos();
    }

    /** Reads reports up to one of this kind; null at the end of the conversation. */
    private Wire.@Nullable Report next(int kind, @Nullable Duration timeout, long end) {
        while (true) {
            if (timeout != null && !socket.awaitReadable(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                throw new DeadlineException("launch", timeout);
            }
            Wire.Report report = receive();
            if (report == null) {
                return null;
            }
            if (report.kind() == Wire.REPORT_FAILED) {
                throw failed(report);
            }
            if (report.kind() == kind) {
                return report;
            }
        }
    }

    private LaunchException failed(Wire.Report failure) {
        // another process may be about to say SPAWNED: only then there is an exit to come
        Wire.Report report;
        do {
            report = receive();
        } while (report != null);
        if (process == null) {
            neverBorn();
        }
        close();
        return Explanation.of(failure, plans.get(Math.min(failure.plan(), plans.size() - 1)));
    }

    private LaunchException gone(SyscallException e) {
        if (!e.is(Errno.EPIPE) && !e.is(Errno.ECONNRESET) && !e.is(Errno.ENOTCONN)) {
            throw e;
        }
        next(0, null, 0); // the child's own reason is better
        close();
        return Explanation.vanished("the child ended while it waited");
    }

    private Wire.@Nullable Report receive() {
        ByteBuffer frame = Wire.borrow();
        try {
            List<Fd> descriptors = receive(frame);
            if (frame.position() == 0) {
                return null;
            }
            Wire.Report report = Wire.Report.read(frame.flip());
            if (report.kind() == Wire.REPORT_SPAWNED && descriptors.size() == 1) {
                LaunchedProcess stage = process; // of a child that joins a pid namespace, which is born now
                process = new LaunchedProcess(report.pid(), PidFd.of(descriptors.get(0)), exit);
                if (stage != null) {
                    stage.close();
                }
            } else if (report.kind() == Wire.REPORT_TERMINAL && descriptors.size() == 1 && terminal == null) {
                terminal = descriptors.get(0);
            } else {
                descriptors.forEach(Fd::close);
            }
            return report;
        } finally {
            Wire.release(frame);
        }
    }

    private List<Fd> receive(ByteBuffer frame) {
        try {
            List<Fd> descriptors = socket.receive(frame, true);
            return descriptors == null ? List.of() : descriptors;
        } catch (SyscallException e) {
            if (e.is(Errno.ECONNRESET)) { // the other end was closed with something of ours unread
                return List.of();
            }
            throw e;
        }
    }
}
