// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What one pass from bytes to frames needs; used by one thread at a time, and kept for the next. */
final class LogBuffers {
    private static final int KEPT = 4;
    private static final int LARGEST_KEPT = 4 * 1024 * 1024;
    private static final int FIRST = 8 * 1024;
    private static final Deque<LogBuffers> JSON = new ConcurrentLinkedDeque<>();
    private static final Deque<LogBuffers> LOCAL = new ConcurrentLinkedDeque<>();

    private final LogForm form;
    private final FrameEncoder encoder;
    private byte[] work = new byte[FIRST];
    private ByteBuffer direct = ByteBuffer.allocateDirect(FIRST);

    private LogBuffers(LogForm form) {
        this.form = form;
        this.encoder = form.encoder();
    }

    private static Deque<LogBuffers> kept(LogForm form) {
        return form == LogForm.JSON ? JSON : LOCAL;
    }

    static LogBuffers take(LogForm form) {
        LogBuffers ready = kept(form).pollFirst();
        return ready == null ? new LogBuffers(form) : ready;
    }

    void giveBack() {
        encoder.clear();
        if (encoder.out.length <= LARGEST_KEPT && kept(form).size() < KEPT) {
            kept(form).addFirst(this);
        }
    }

    FrameEncoder encoder() {
        return encoder;
    }

    byte[] work(int size) {
        if (work.length < size) {
            work = new byte[Math.max(size, 2 * work.length)];
        }
        return work;
    }

    /** What was encoded, to be written. */
    ByteBuffer encoded() {
        if (direct.capacity() < encoder.length) {
            direct = ByteBuffer.allocateDirect(Math.max(encoder.length, 2 * direct.capacity()));
        }
        return direct.clear().put(encoder.out, 0, encoder.length).flip();
    }
}
