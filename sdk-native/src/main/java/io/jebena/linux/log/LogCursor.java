// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in a log that moves from frame to frame and from file to file. What is not whole is not there yet, or was torn when
 * a writer died: at the end it is waited for, before the end it is skipped. Not thread-safe.
 */
final class LogCursor implements AutoCloseable {
    private static final int FIRST = 4 * 1024;
    private static final int WINDOW = 256 * 1024;

    private final LogSource source;
    private final FrameDecoder decoder;
    private final Frame frame = new Frame();
    private byte[] window = new byte[FIRST];
    private int from;
    private int to;
    private @Nullable LogFile file;
    private long windowAt;
    private long frameAt;
    private volatile long number;
    private volatile boolean closed;

    LogCursor(LogSource source) {
        this.source = source;
        this.decoder = source.form().decoder();
    }

    Frame frame() {
        return frame;
    }

    /** The file that is read, or null before the first. */
    @Nullable
    LogFile file() {
        return file;
    }

    /** The number of the file that is read, 0 before the first and after {@link #close}. For any thread. */
    long number() {
        return number;
    }

    /** Where the frame that was read last begins in its file. */
    long frameAt() {
        return frameAt;
    }

    /** Where the next frame begins in its file. */
    long position() {
        return windowAt + from;
    }

    /** Moves to a place in a file that {@link LogSource#openAfter} gave; owned by the cursor. */
    void moveTo(LogFile other, long position) {
        if (file != other) {
            release();
            file = other;
            number = other.number();
        }
        windowAt = position;
        from = 0;
        to = 0;
    }

    /**
     * Reads the next frame.
     *
     * @return false if there is none yet
     */
    boolean advance() {
        while (true) {
            LogFile now = file;
            if (now == null) {
                LogFile first = source.openAfter(null);
                if (first == null) {
                    return false;
                }
                moveTo(first, 0);
                continue;
            }
            if (advance(now)) {
                return true;
            }
            if (!source.hasAfter(now)) {
                return false;
            }
            if (advance(now)) { // written after the first look
                return true;
            }
            LogFile next = source.openAfter(now);
            if (next == null) {
                return false;
            }
            moveTo(next, 0);
        }
    }

    private boolean advance(LogFile now) {
        while (true) {
            int next = decoder.decode(window, from, to, frame);
            if (next == FrameDecoder.INCOMPLETE) {
                if (!fill(now)) {
                    return false;
                }
                continue;
            }
            frameAt = windowAt + from;
            from = next;
            if (frame.length >= 0) {
                return true;
            }
        }
    }

    private boolean fill(LogFile now) {
        if (from > 0) {
            System.arraycopy(window, from, window, 0, to - from);
            windowAt += from;
            to -= from;
            from = 0;
        }
        if (to == window.length) {
            if (to >= WINDOW) {
                // no frame is as long: what is here is none
                windowAt += to;
                to = 0;
            } else {
                window = Arrays.copyOf(window, Math.min(WINDOW, 4 * window.length));
            }
        }
        int got = now.read(windowAt + to, window, to, window.length - to);
        to += got;
        return got > 0;
    }

    /** Whether nobody reads with it any more. For any thread. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        release();
    }

    private void release() {
        LogFile now = file;
        file = null;
        number = 0;
        if (now != null) {
            now.close();
        }
    }
}
