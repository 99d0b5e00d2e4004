// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import io.jebena.linux.fd.Fd;
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

    private final Fd pipe;
    private final Runnable whenEnded;
    private OutputStream target;
    private @Nullable Thread thread;
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
        this.pipe = pipe;
        this.target = target;
        this.whenEnded = whenEnded;
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
        while (read(direct) > 0) {
            direct.flip();
            int length = direct.remaining();
            direct.get(bytes, 0, length);
            direct.clear();
            write(bytes, length);
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
            got = pipe.read(into);
        } finally {
            goOn = endRead();
        }
        return goOn ? got : 0;
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
        if (reading) {
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
