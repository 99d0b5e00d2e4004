// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All that a process has written to one stream, for any number of readers, each from the beginning and following.
 *
 * <p>Small output stays in memory; beyond {@value #IN_MEMORY} bytes everything moves to a file, so that neither a
 * process that writes without end fills the heap, nor a slow reader holds the process up.
 */
public final class OutputLog implements OutputSink, AutoCloseable {
    /** Bytes that are kept in memory before the file is made. */
    static final int IN_MEMORY = 128 * 1024;

    private static final int FIRST = 512;
    private static final int CHUNK = 64 * 1024;
    private static final int OWNER_ONLY = 0b110_000_000;

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] memory = new byte[0];
    private long size;
    private boolean ended;
    private boolean closed;
    private @Nullable Fd spilled;

    /**
     * An empty log.
     *
     * @param file host path of the file to make when memory is not enough
     */
    public OutputLog(Path file) {
        this.file = file;
    }

    @Override
    public void accept(ByteBuffer bytes) {
        lock.lock();
        try {
            if (closed) {
                bytes.position(bytes.limit());
                return;
            }
            int more = bytes.remaining();
            if (spilled == null && size + more > IN_MEMORY) {
                spill();
            }
            if (spilled == null) {
                int needed = (int) size + more;
                if (needed > memory.length) {
                    memory = java.util.Arrays.copyOf(memory, Math.max(needed, Math.max(FIRST, memory.length * 2)));
                }
                bytes.get(memory, (int) size, more);
            } else {
                spilled.writeFully(bytes);
            }
            size += more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void spill() {
        Fd fd = Fd.open(
                file.toString(),
                TreeCalls.O_RDWR | TreeCalls.O_CREAT | TreeCalls.O_EXCL | TreeCalls.O_NOFOLLOW,
                OWNER_ONLY);
        ByteBuffer direct = ByteBuffer.allocateDirect(Math.max(1, (int) size));
        direct.put(memory, 0, (int) size).flip();
        try {
            fd.writeFully(direct);
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
        spilled = fd;
        Unreachable.CLEANER.register(this, fd::close);
        memory = new byte[0];
    }

    /** A log outlives its container as long as somebody may read it; its file's descriptor goes with it at last. */
    private static final class Unreachable {
        static final Cleaner CLEANER = Cleaner.create();
    }

    @Override
    public void end() {
        lock.lock();
        try {
            ended = true;
            if (spilled == null && memory.length > size) {
                memory = java.util.Arrays.copyOf(memory, (int) size);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Bytes written so far.
     *
     * @return their number
     */
    public long size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What has been written so far, up to a limit.
     *
     * @param most most bytes to answer; the end of the output is kept, the beginning is cut
     * @return the bytes
     * @throws IOException if the file cannot be read
     */
    public byte[] tail(int most) throws IOException {
        lock.lock();
        try {
            int length = (int) Math.min(size, most);
            byte[] bytes = new byte[length];
            int done = 0;
            while (done < length) {
                done += copy(size - length + done, bytes, done, length - done);
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A stream over the whole output, from its beginning; it waits for more until the process's stream has ended.
     *
     * @return a new stream
     */
    public InputStream reader() {
        return new Reader();
    }

    /** Forgets everything; readers get an exception. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            memory = new byte[0];
            if (spilled != null) {
                spilled.close();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Copies from a position that is known to be written. Needs the lock. */
    private int copy(long from, byte[] into, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the container was removed");
        }
        if (spilled == null) {
            System.arraycopy(memory, (int) from, into, offset, length);
            return length;
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(Math.min(length, CHUNK));
        int got = spilled.readAt(direct, from);
        if (got <= 0) {
            throw new IOException("the output file was cut: " + file);
        }
        direct.flip();
        direct.get(into, offset, got);
        return got;
    }

    private final class Reader extends InputStream {
        private long position;
        private boolean readerClosed;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            lock.lock();
            try {
                while (position == size && !ended && !closed && !readerClosed) {
                    changed.await();
                }
                if (readerClosed) {
                    throw new IOException("the stream is closed");
                }
                if (position == size && ended) {
                    return -1;
                }
                int got = copy(position, into, offset, (int) Math.min(length, size - position));
                position += got;
                return got;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (InterruptedIOException) new InterruptedIOException("interrupted while reading").initCause(e);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return (int) Math.min(Integer.MAX_VALUE, size - position);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                readerClosed = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
