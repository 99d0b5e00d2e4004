// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * A small piece of native memory that one call borrows for its strings and structures.
 *
 * <p>Pooled rather than thread-local, so that a program with a million virtual threads does not keep a million of them.
 */
final class Scratch implements AutoCloseable {
    private static final int SIZE = 16 * 1024;
    private static final ArrayBlockingQueue<Scratch> POOL = new ArrayBlockingQueue<>(16);

    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
    private final long base = Native.address(memory);
    private int used;

    private Scratch() {}

    static Scratch open() {
        Scratch scratch = POOL.poll();
        return scratch == null ? new Scratch() : scratch;
    }

    ByteBuffer memory() {
        return memory;
    }

    long address(int offset) {
        return base + offset;
    }

    /** Reserves zeroed bytes, aligned to 8, and answers their offset. */
    int reserve(int bytes) {
        int offset = (used + 7) & ~7;
        if (offset + bytes > SIZE) {
            throw new IllegalArgumentException("a kernel argument of " + bytes + " bytes is larger than " + SIZE);
        }
        used = offset + bytes;
        for (int i = offset; i < used; i++) {
            memory.put(i, (byte) 0);
        }
        return offset;
    }

    /** Copies a C string in and answers its address; a NUL inside is refused, for the kernel would cut there. */
    long string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    long string(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                throw new IllegalArgumentException(
                        "a path must not contain a NUL character: " + new String(bytes, StandardCharsets.UTF_8));
            }
        }
        int offset = (used + 7) & ~7;
        if (offset + bytes.length + 1 > SIZE) {
            throw new SyscallException("path", Errno.ENAMETOOLONG, new String(bytes, 0, 64, StandardCharsets.UTF_8));
        }
        used = offset + bytes.length + 1;
        for (int i = 0; i < bytes.length; i++) {
            memory.put(offset + i, bytes[i]);
        }
        memory.put(offset + bytes.length, (byte) 0);
        return base + offset;
    }

    long bytes(byte[] content) {
        int offset = reserve(content.length);
        for (int i = 0; i < content.length; i++) {
            memory.put(offset + i, content[i]);
        }
        return base + offset;
    }

    @Override
    public void close() {
        used = 0;
        // a full pool drops the surplus: its memory goes with the buffer
        boolean kept = POOL.offer(this);
        assert kept || POOL.remainingCapacity() == 0;
    }
}
