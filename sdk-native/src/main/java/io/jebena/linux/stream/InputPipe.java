// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.SyscallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way into a process's standard input; closing it is what the process sees as the end of its input.
 *
 * <p>A write waits while the pipe is full and fails once the process no longer reads.
 */
public final class InputPipe extends ProcessInput {
    private static final int CHUNK = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Fd pipe;

    /**
     * Wraps a pipe.
     *
     * @param pipe write end; owned by the new object
     */
    public InputPipe(Fd pipe) {
        this.pipe = pipe;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        lock.lock();
        try {
            if (!pipe.isOpen()) {
                throw new IOException("the standard input is closed");
            }
            ByteBuffer direct = ByteBuffer.allocateDirect(Math.min(Math.max(1, length), CHUNK));
            for (int done = 0; done < length; ) {
                int part = Math.min(direct.capacity(), length - done);
                direct.clear();
                direct.put(bytes, offset + done, part).flip();
                pipe.writeFully(direct);
                done += part;
            }
        } catch (SyscallException e) {
            throw new IOException("the process no longer reads its standard input", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOpen() {
        return pipe.isOpen();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            pipe.close();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void processEnded() {
        close();
    }
}
