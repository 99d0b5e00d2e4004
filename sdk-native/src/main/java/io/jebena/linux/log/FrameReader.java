// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.error.ContainerException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.log.LogFrame;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Answers a query, frame by frame. */
final class FrameReader implements LogReader {
    private final ReadableLog log;
    private final LogQuery query;
    private final LogCursor cursor;
    private final int run;
    private final ReentrantLock inUse = new ReentrantLock();

    /** Lines that had begun when the last frame was read, of a query that does not follow. */
    private final Deque<LogFrame> begun = new ArrayDeque<>();

    private boolean over;
    private boolean ended;
    private volatile boolean closed;

    FrameReader(ReadableLog log, LogQuery query) {
        this.log = log;
        this.query = query;
        this.run = log.run();
        this.cursor = start();
        RunReader.Abandoned.CLEANER.register(this, cursor::close);
    }

    private LogCursor start() {
        if (query.tail().isEmpty()) {
            return log.cursor();
        }
        long lines = query.tail().getAsLong() - (query.follow() ? 0 : log.countPending(query));
        return log.tailCursor(query, Math.max(0, lines));
    }

    @Override
    public @Nullable LogFrame next() {
        inUse.lock();
        try {
            return search();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException("waiting for a line of the log", e);
        } finally {
            if (closed) {
                cursor.close();
            }
            inUse.unlock();
        }
    }

    private @Nullable LogFrame search() throws InterruptedException {
        while (!closed) {
            if (ended) {
                return begun.poll();
            }
            log.lock.lockInterruptibly();
            long seen;
            try {
                seen = log.version();
            } finally {
                log.lock.unlock();
            }
            LogFrame found = fromFiles();
            if (found != null) {
                return found;
            }
            if (!ended) {
                atTheirEnd(seen);
            }
        }
        return null;
    }

    private @Nullable LogFrame fromFiles() {
        while (cursor.advance()) {
            Frame frame = cursor.frame();
            if (query.until().map(frame::after).orElse(false) || query.follow() && frame.run > run) {
                ended = true;
                return null;
            }
            if (query.wants(frame.stream) && !query.since().map(frame::before).orElse(false)) {
                return frame.toLogFrame();
            }
        }
        return null;
    }

    private void atTheirEnd(long seen) throws InterruptedException {
        log.lock.lockInterruptibly();
        try {
            if (log.version() != seen) {
                return;
            }
            Instant until = query.until().orElse(null);
            if (!query.follow()) {
                ended = true;
                addBegun();
            } else if (over || until != null && !Instant.now().isBefore(until)) {
                ended = true;
            } else if (log.over(run)) {
                over = true; // and what was written before that is looked for once more
            } else if (log.isClosed()) {
                throw new ContainerException("the container was removed before all of its log was read");
            } else if (!closed) {
                log.await(until);
            }
        } finally {
            log.lock.unlock();
        }
    }

    private void addBegun() {
        Instant now = Instant.now();
        for (LogFrame.Stream stream : LogFrame.Stream.values()) {
            byte[] bytes = query.wants(stream) ? log.pending(stream) : new byte[0];
            if (bytes.length > 0 && query.tail().orElse(1) > 0) {
                begun.add(new LogFrame(stream, now, bytes));
            }
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
