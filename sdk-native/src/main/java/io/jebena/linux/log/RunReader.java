// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.error.ContainerException;
import io.jebena.log.LogFrame;
import java.lang.ref.Cleaner;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The exact bytes of one run, as they come: lines that are not ended yet are read at once, from the writer's memory. For one
 * thread, but {@link #close} may be called by any and ends a read that waits.
 */
final class RunReader implements ByteSource {
    private static final int END = -1;

    private final ReadableLog log;
    private final int run;
    private final LogCursor cursor;
    private final Set<LogFrame.Stream> wanted;

    /** Bytes that were read from memory, so that they are skipped when they come from the file. */
    private final Map<LogFrame.Stream, Integer> ahead = new EnumMap<>(LogFrame.Stream.class);

    private final ReentrantLock inUse = new ReentrantLock();
    private final Frame unwritten = new Frame();
    private @Nullable Frame held;
    private int heldFrom;
    private LogFrame.Stream stream = LogFrame.Stream.STDOUT;
    private boolean over;
    private boolean ended;
    private volatile boolean closed;

    RunReader(ReadableLog log, int run, LogCursor cursor, LogFrame.Stream... wanted) {
        this.log = log;
        this.run = run;
        this.cursor = cursor;
        this.wanted = EnumSet.copyOf(List.of(wanted));
        Abandoned.CLEANER.register(this, cursor::close);
    }

    /** What is not written of a stream was read already, as far as this. */
    void skipPending(LogFrame.Stream of, int bytes) {
        ahead.put(of, bytes);
    }

    /** A reader that nobody closed gives its file back when nobody can reach it. */
    static final class Abandoned {
        static final Cleaner CLEANER = Cleaner.create();

        private Abandoned() {}
    }

    @Override
    public int read(byte[] into, int offset, int length) throws InterruptedException {
        return read(into, offset, length, true);
    }

    /** As {@link #read}, but -1 where it would wait. */
    int readNow(byte[] into, int offset, int length) {
        try {
            return read(into, offset, length, false);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // never waits
        }
    }

    private int read(byte[] into, int offset, int length, boolean waits) throws InterruptedException {
        inUse.lock();
        try {
            int done = 0;
            while (done < length && hold(waits && done == 0)) {
                Frame frame = java.util.Objects.requireNonNull(held);
                if (done > 0 && frame.stream != stream) {
                    return done;
                }
                stream = frame.stream;
                int part = Math.min(length - done, frame.length - heldFrom);
                System.arraycopy(frame.bytes, heldFrom, into, offset + done, part);
                done += part;
                heldFrom += part;
                if (heldFrom == frame.length) {
                    held = null;
                }
            }
            return done == 0 ? END : done;
        } finally {
            if (closed) {
                cursor.close();
            }
            inUse.unlock();
        }
    }

    @Override
    public LogFrame.Stream stream() {
        return stream;
    }

    private boolean hold(boolean waits) throws InterruptedException {
        while (held == null) {
            if (closed || ended) {
                return false;
            }
            log.lock.lockInterruptibly();
            long seen;
            try {
                seen = log.version();
            } finally {
                log.lock.unlock();
            }
            if (!fromFiles() && !fromMemory(seen, waits)) {
                return false;
            }
        }
        return true;
    }

    private boolean fromFiles() {
        while (cursor.advance()) {
            Frame frame = cursor.frame();
            if (frame.run > run) {
                ended = true;
                return true;
            }
            int skip = wanted.contains(frame.stream) ? ahead.getOrDefault(frame.stream, 0) : frame.length;
            if (wanted.contains(frame.stream)) {
                ahead.put(frame.stream, Math.max(0, skip - frame.length));
            }
            if (skip < frame.length) {
                held = frame;
                heldFrom = skip;
                return true;
            }
        }
        return false;
    }

    /** False if there is nothing now and nothing is to be waited for. */
    private boolean fromMemory(long seen, boolean waits) throws InterruptedException {
        log.lock.lockInterruptibly();
        try {
            if (log.version() != seen) {
                return true;
            }
            for (LogFrame.Stream each : wanted) {
                byte[] pending = log.pending(each);
                int skip = ahead.getOrDefault(each, 0);
                if (pending.length > skip) {
                    unwritten.set(each, 0, 0, 0, pending, 0, pending.length);
                    held = unwritten;
                    heldFrom = skip;
                    ahead.put(each, pending.length);
                    return true;
                }
            }
            if (over) {
                ended = true;
                return false;
            }
            if (log.over(run)) {
                over = true; // and what was written before that is looked for once more
                return true;
            }
            if (log.isClosed()) {
                throw new ContainerException("the container was removed before all of its output was read");
            }
            if (waits && !closed) {
                log.await(null);
                return true;
            }
            return false;
        } finally {
            log.lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        log.signal();
        if (inUse.tryLock()) {
            try {
                cursor.close();
            } finally {
                inUse.unlock();
            }
        }
    }
}
