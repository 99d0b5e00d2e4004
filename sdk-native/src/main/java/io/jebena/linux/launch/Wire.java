// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;

/** The frames of the launcher's {@code wire.h}, and a small store of direct buffers to read and write them in. */
final class Wire {
    static final int VERSION = 1;
    static final int REQUEST_MAGIC = 0x5152_424a;
    static final int EVENT_MAGIC = 0x5645_424a;
    static final int REPORT_MAGIC = 0x5052_424a;
    static final int GO_MAGIC = 0x4f47_424a;
    static final int MAX_DESCRIPTORS = 200;
    static final int TEXT = 512;
    static final int REPORT_FIXED = 32;

    static final int REQUEST_SPAWN = 1;
    static final int REQUEST_PING = 2;
    static final int REQUEST_KEEP = 3;
    static final int EVENT_EXITED = 1;
    static final int EVENT_PONG = 2;
    static final int EVENT_REFUSED = 3;
    static final int EVENT_KEPT = 4;
    static final int REPORT_SPAWNED = 1;
    static final int REPORT_READY = 2;
    static final int REPORT_FAILED = 3;
    static final int REPORT_TERMINAL = 4;
    static final int PHASE_PLAN = 1;
    static final int PHASE_CLONE = 2;
    static final int PHASE_STEP = 3;
    static final int PHASE_WIRE = 4;

    private static final int SIZE = REPORT_FIXED + TEXT;
    private static final ArrayBlockingQueue<ByteBuffer> BUFFERS = new ArrayBlockingQueue<>(16);

    private Wire() {}

    /** A cleared buffer that holds any frame; give it back with {@link #release}. */
    static ByteBuffer borrow() {
        ByteBuffer buffer = BUFFERS.poll();
        return (buffer == null ? ByteBuffer.allocateDirect(SIZE).order(ByteOrder.LITTLE_ENDIAN) : buffer).clear();
    }

    static void release(ByteBuffer buffer) {
        boolean kept = BUFFERS.offer(buffer);
        assert kept || BUFFERS.remainingCapacity() == 0;
    }

    static ByteBuffer request(ByteBuffer buffer, int kind, long id, int planLength, int descriptors) {
        buffer.clear().putInt(REQUEST_MAGIC).putShort((short) VERSION).putShort((short) kind);
        return buffer.putLong(id).putInt(planLength).putInt(descriptors).flip();
    }

    static ByteBuffer go(ByteBuffer buffer, int planLength, int descriptors) {
        buffer.clear().putInt(GO_MAGIC).putShort((short) VERSION).putShort((short) 0);
        return buffer.putInt(planLength).putInt(descriptors).flip();
    }

    /** What the server says on its channel. */
    record Event(int kind, long id, int pid, int status, long userMicros, long systemMicros, long peakKibibytes) {
        static final int SIZE = 48;

        static Event read(ByteBuffer frame) {
            expect(frame, EVENT_MAGIC, SIZE);
            return new Event(
                    frame.getShort(6),
                    frame.getLong(8),
                    frame.getInt(16),
                    frame.getInt(20),
                    frame.getLong(24),
                    frame.getLong(32),
                    frame.getLong(40));
        }
    }

    /** What the server, stage A or the child says of one launch. */
    record Report(int kind, int pid, int errno, int plan, int step, int phase, String text) {
        static Report read(ByteBuffer frame) {
            expect(frame, REPORT_MAGIC, REPORT_FIXED);
            int length = frame.getInt(28);
            if (length < 0 || length > frame.limit() - REPORT_FIXED) {
                throw new IllegalStateException("a report of the launcher with " + length + " bytes of text");
            }
            byte[] text = new byte[length];
            frame.get(REPORT_FIXED, text);
            return new Report(
                    frame.getShort(6),
                    frame.getInt(8),
                    frame.getInt(12),
                    frame.getInt(16),
                    frame.getInt(20),
                    frame.getShort(24),
                    new String(text, StandardCharsets.UTF_8));
        }
    }

    private static void expect(ByteBuffer frame, int magic, int atLeast) {
        if (frame.limit() < atLeast || frame.getInt(0) != magic || frame.getShort(4) != VERSION) {
            throw new IllegalStateException("the launcher does not speak version " + VERSION
                    + " of the protocol; is the jar's launcher of another build");
        }
    }
}
