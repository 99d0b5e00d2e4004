// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.linux.stream.OutputSink;
import io.jebena.log.LogFrame;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a container without a log writes, for those who are attached just then: each has a queue of its own, in memory and
 * beyond that in a file without a name, so that a slow one holds up nobody. Thread-safe.
 */
public final class LiveOutput {
    /** Bytes of a queue that are kept in memory. */
    static final int IN_MEMORY = 1024 * 1024;

    private static final int OWNER_ONLY = 0b110_000_000;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final System.Logger LOGGER = System.getLogger(LiveOutput.class.getName());

    private final Path directory;
    private final AtomicLong files = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Queue> queues = new ArrayList<>();
    private final boolean[] open = new boolean[2];
    private int run;
    private boolean closed;

    /**
     * Nobody is attached.
     *
     * @param directory host path of a directory for the files
     */
    public LiveOutput(Path directory) {
        this.directory = directory;
    }

    /**
     * A run begins.
     *
     * @param stdout whether its standard output comes here
     * @param stderr whether its standard error does
     */
    public void begin(boolean stdout, boolean stderr) {
        lock.lock();
        try {
            run++;
            open[0] = stdout;
            open[1] = stderr;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Where a stream of the run goes.
     *
     * @param stream which one
     * @return to be ended
     */
    public OutputSink sink(LogFrame.Stream stream) {
        return new OutputSink() {
            @Override
            public void accept(ByteBuffer bytes) {
                offer(stream, bytes);
            }

            @Override
            public void end() {
                endOf(stream);
            }
        };
    }

    /**
     * Attaches a reader: it gets what is written from now on, until the run, or the next one if none is under way, has ended.
     *
     * @return to be closed
     */
    public ByteSource attach() {
        lock.lock();
        try {
            Queue queue = new Queue(open[0] || open[1] ? run : run + 1);
            queues.add(queue);
            return queue;
        } finally {
            lock.unlock();
        }
    }

    private void offer(LogFrame.Stream stream, ByteBuffer bytes) {
        lock.lock();
        try {
            if (!queues.isEmpty()) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                for (Queue queue : queues) {
                    queue.add(new Chunk(stream, copy));
                }
                changed.signalAll();
            }
            bytes.position(bytes.limit());
        } finally {
            lock.unlock();
        }
    }

    private void endOf(LogFrame.Stream stream) {
        lock.lock();
        try {
            open[stream.ordinal()] = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The container is removed: nothing more comes. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // shared by the queues, changed by none
    private record Chunk(LogFrame.Stream stream, byte[] bytes) {}

    /** What one reader has not read yet. */
    private final class Queue implements ByteSource {
        private final int asked;
        private final Deque<Chunk> chunks = new ArrayDeque<>();
        private int size;
        private @Nullable Fd file;
        private long written;
        private long read;
        private @Nullable Chunk current;
        private int at;
        private boolean done;

        Queue(int asked) {
            this.asked = asked;
        }

        /** Needs the lock. */
        void add(Chunk chunk) {
            if (done) {
                return;
            }
            if (read == written && size + chunk.bytes.length <= IN_MEMORY) {
                chunks.add(chunk);
                size += chunk.bytes.length;
                return;
            }
            try {
                spill(chunk);
            } catch (RuntimeException e) {
                LOGGER.log(
                        System.Logger.Level.WARNING, "a reader that is attached is slow; some output is lost to it", e);
            }
        }

        private void spill(Chunk chunk) {
            Fd to = file;
            if (to == null) {
                to = nameless();
                file = to;
            }
            ByteBuffer bytes = ByteBuffer.allocateDirect(HEAD + chunk.bytes.length);
            bytes.put((byte) chunk.stream.ordinal())
                    .putInt(chunk.bytes.length)
                    .put(chunk.bytes)
                    .flip();
            int length = bytes.limit();
            to.writeFullyAt(bytes, written);
            written += length;
        }

        private Fd nameless() {
            Path name = directory.resolve("attached." + files.incrementAndGet());
            Fd fd = Fd.open(
                    name.toString(),
                    TreeCalls.O_RDWR | TreeCalls.O_CREAT | TreeCalls.O_EXCL | TreeCalls.O_NOFOLLOW,
                    OWNER_ONLY);
            try {
                Files.deleteIfExists(name);
            } catch (java.io.IOException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "cannot delete " + name, e);
            }
            return fd;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                Chunk chunk = next();
                if (chunk == null) {
                    release();
                    return -1;
                }
                int part = Math.min(length, chunk.bytes.length - at);
                System.arraycopy(chunk.bytes, at, into, offset, part);
                at += part;
                return part;
            } finally {
                lock.unlock();
            }
        }

        private @Nullable Chunk next() throws InterruptedException {
            while (!done) {
                Chunk now = current;
                if (now != null && at < now.bytes.length) {
                    return now;
                }
                Chunk following = chunks.isEmpty() && read < written ? unspill() : chunks.poll();
                if (following != null) {
                    size -= Math.min(size, following.bytes.length);
                    current = following;
                    at = 0;
                } else if (closed || run > asked || run == asked && !open[0] && !open[1]) {
                    return null;
                } else {
                    changed.await();
                }
            }
            return null;
        }

        private Chunk unspill() {
            Fd from = java.util.Objects.requireNonNull(file);
            ByteBuffer head = ByteBuffer.allocateDirect(HEAD);
            fill(from, head, read);
            LogFrame.Stream stream = LogFrame.Stream.values()[head.get()];
            ByteBuffer content = ByteBuffer.allocateDirect(head.getInt());
            fill(from, content, read + HEAD);
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            read += HEAD + bytes.length;
            if (read == written) {
                from.truncate(0);
                read = 0;
                written = 0;
            }
            return new Chunk(stream, bytes);
        }

        private static void fill(Fd from, ByteBuffer into, long position) {
            long at = position;
            while (into.hasRemaining()) {
                int got = from.readAt(into, at);
                if (got <= 0) {
                    throw new io.jebena.error.ContainerException("what was kept for a slow reader was cut");
                }
                at += got;
            }
            into.flip();
        }

        @Override
        public LogFrame.Stream stream() {
            Chunk now = current;
            return now == null ? LogFrame.Stream.STDOUT : now.stream;
        }

        private void release() {
            done = true;
            queues.remove(this);
            chunks.clear();
            Fd spilled = file;
            file = null;
            if (spilled != null) {
                spilled.close();
            }
            changed.signalAll();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                release();
            } finally {
                lock.unlock();
            }
        }
    }
}
