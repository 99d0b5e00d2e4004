// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Poller;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Copies one pipe to a stream of the caller's, in a thread that may block, until the pipe's last writer is gone.
 *
 * <p>A stream that fails gets no more; the pipe is emptied all the same, so that the process does not notice. The stream
 * may block for ever, therefore the copy can be given up from outside.
 */
public final class OutputCopy implements Runnable {
    private static final System.Logger LOGGER = System.getLogger(OutputCopy.class.getName());
    private static final int CHUNK = 64 * 1024;
    private static final int LARGE_CHUNK = 256 * 1024;
    private static final int LARGE_PIPE = 1024 * 1024;

    /** Full chunks after which there is much. */
    private static final int MUCH = 4;

    private final Fd pipe;
    private final Runnable whenEnded;

    /** Waits for a terminal, which a byte of our own cannot wake. */
    private final @Nullable Poller poller;

    private OutputStream target;
    private @Nullable Thread thread;
    private boolean ready;
    private boolean reading;
    private boolean over;

    /**
     * A copy that has not begun.
     *
     * @param pipe read end, a blocking one; owned by the copy
     * @param target takes the bytes; flushed after each part, never closed
     * @param whenEnded called once, after the last byte was written or the copy was given up
     */
    public OutputCopy(Fd pipe, OutputStream target, Runnable whenEnded) {
        this(pipe, target, whenEnded, null);
    }

    private OutputCopy(Fd pipe, OutputStream target, Runnable whenEnded, @Nullable Poller poller) {
        this.pipe = pipe;
        this.target = target;
        this.whenEnded = whenEnded;
        this.poller = poller;
    }

    /**
     * A copy of what comes from a terminal.
     *
     * @param master the terminal's master; owned by the copy
     * @param target takes the bytes; flushed after each part, never closed
     * @param whenEnded called once, after the last byte was written or the copy was given up
     * @return the copy, which has not begun
     */
    public static OutputCopy ofTerminal(Fd master, OutputStream target, Runnable whenEnded) {
        Poller poller = new Poller();
        OutputCopy copy = new OutputCopy(master, target, whenEnded, poller);
        try {
            poller.watch(master, () -> copy.ready = true);
        } catch (RuntimeException | Error e) {
            poller.close();
            throw e;
        }
        return copy;
    }

    /** Copies until the end. */
    @Override
    public void run() {
        try {
            if (begin()) {
                copy();
            }
        } catch (RuntimeException | Error e) {
            LOGGER.log(System.Logger.Level.WARNING, "cannot read the output of a process; the rest is lost", e);
        } finally {
            finish();
        }
    }

    private synchronized boolean begin() {
        thread = Thread.currentThread();
        return !over;
    }

    private void copy() {
        ByteBuffer direct = ByteBuffer.allocateDirect(CHUNK);
        byte[] bytes = new byte[CHUNK];
        int full = 0;
        while (read(direct) > 0) {
            direct.flip();
            int length = direct.remaining();
            direct.get(bytes, 0, length);
            direct.clear();
            write(bytes, length);
            full = length == CHUNK ? full + 1 : full;
            if (full == MUCH) {
                pipe.growPipe(LARGE_PIPE);
                direct = ByteBuffer.allocateDirect(LARGE_CHUNK);
                bytes = new byte[LARGE_CHUNK];
                full++;
            }
        }
    }

    /** Reads without the lock, but never from a pipe that {@link #giveUp} may have closed. */
    private int read(ByteBuffer into) {
        if (!beginRead()) {
            return 0;
        }
        boolean goOn;
        int got;
        try {
            got = poller == null ? pipe.read(into) : readTerminal(poller, into);
        } finally {
            goOn = endRead();
        }
        return goOn ? got : 0;
    }

    private int readTerminal(Poller terminal, ByteBuffer into) {
        ready = false;
        while (!ready && !isOver()) {
            terminal.poll(-1);
        }
        try {
            return isOver() ? 0 : pipe.read(into);
        } catch (SyscallException e) {
            if (e.is(Errno.EIO)) { // no process has the other end any more
                return 0;
            }
            throw e;
        }
    }

    private synchronized boolean beginRead() {
        reading = !over;
        return reading;
    }

    private synchronized boolean endRead() {
        reading = false;
        return !over;
    }

    private void write(byte[] bytes, int length) {
        try {
            target.write(bytes, 0, length);
            target.flush();
        } catch (IOException | RuntimeException | Error e) {
            target = OutputStream.nullOutputStream();
            if (!isOver()) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "the stream given for the output failed: it gets no more, and the process goes on",
                        e);
            }
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void finish() {
        if (end()) {
            whenEnded.run();
        } else {
            Thread.interrupted(); // the interrupt was for this copy, not for what the thread does next
        }
    }

    private synchronized boolean end() {
        boolean first = !over;
        over = true;
        thread = null;
        if (poller != null) {
            poller.close();
        }
        pipe.close();
        return first;
    }

    /**
     * Ends the copy at once, whatever its thread is doing: that thread is interrupted, and what was not yet written is
     * lost.
     *
     * @return false if it had ended before
     */
    public boolean giveUp() {
        if (!stop()) {
            return false;
        }
        whenEnded.run();
        return true;
    }

    private synchronized boolean stop() {
        if (over) {
            return false;
        }
        over = true;
        if (reading && poller != null) {
            poller.wakeUp();
        } else if (reading) {
            wake();
        } else {
            pipe.close();
        }
        if (thread != null) {
            thread.interrupt();
        }
        return true;
    }

    /** A byte of our own ends a read that waits; a full pipe needs none. */
    private void wake() {
        try (Fd writer = Fd.open(pipe.procPath(), TreeCalls.O_WRONLY | TreeCalls.O_NONBLOCK, 0)) {
            writer.write(ByteBuffer.allocateDirect(1));
        } catch (SyscallException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "a copy that was given up cannot be woken", e);
        }
    }
}
