// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.log.LogFrame;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A log as its readers see it: files that grow, and word of when they did. Thread-safe. */
public abstract class ReadableLog implements LogSource {
    private static final byte[] NOTHING = new byte[0];
    private static final int CHUNK = 16 * 1024;

    final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LogFiles files;
    private long version;
    private boolean closed;

    ReadableLog(LogFiles files) {
        this.files = files;
    }

    final LogFiles files() {
        return files;
    }

    @Override
    public final LogForm form() {
        return files.form();
    }

    /** Whether nothing more comes from a run. Called with the lock. */
    abstract boolean over(int run);

    /** The run that is meant when none is named: the last, 1 before the first. */
    abstract int run();

    /** The beginning of a line that is not written to the files yet. Called with the lock. */
    byte[] pending(LogFrame.Stream stream) {
        return NOTHING;
    }

    /** A cursor at the beginning of a run. */
    abstract LogCursor cursor(int run);

    /** A cursor at the beginning of all. */
    LogCursor cursor() {
        return new LogCursor(this);
    }

    /** A cursor where the last lines begin. */
    LogCursor tailCursor(LogQuery query, long lines) {
        return Backwards.cursor(this, query, lines);
    }

    /** How many of the wanted streams have a line that is not written yet. */
    final int countPending(LogQuery query) {
        int count = 0;
        lock.lock();
        try {
            for (LogFrame.Stream stream : LogFrame.Stream.values()) {
                if (query.wants(stream) && pending(stream).length > 0) {
                    count++;
                }
            }
        } finally {
            lock.unlock();
        }
        return count;
    }

    /** Counts up whenever something was written or ended. Called with the lock. */
    final long version() {
        return version;
    }

    /** Wakes whoever waits for more. */
    final void signal() {
        lock.lock();
        try {
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change, at most until a time. Called with the lock, in a loop. */
    @SuppressWarnings("WaitNotInLoop") // the callers look for more each time
    final void await(@Nullable Instant until) throws InterruptedException {
        if (beginToListen()) {
            return; // something may have been written just before
        }
        if (until == null) {
            changed.await();
        } else {
            long left = Duration.between(Instant.now(), until).toNanos();
            if (!changed.await(left, TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    /** Whether {@link #signal} was not called so far, but will be from now on. Called with the lock. */
    boolean beginToListen() {
        return false;
    }

    /** Whether the container was removed. Called with the lock. */
    final boolean isClosed() {
        return closed;
    }

    /**
     * What was written and when, by all runs.
     *
     * @param query which part
     * @return to be closed
     */
    public LogReader read(LogQuery query) {
        return new FrameReader(this, query);
    }

    /**
     * What the current run, or the last one, has written to one stream, from its beginning; waits for more until the run has ended.
     *
     * @param stream which one
     * @return a new stream
     */
    public InputStream stream(LogFrame.Stream stream) {
        return new StreamReader(new RunReader(this, run(), cursor(run()), stream));
    }

    /**
     * What the current run, or the last one, has written to one stream so far.
     *
     * @param stream which one
     * @param most most bytes to answer; the end is kept, the beginning is cut
     * @return the bytes
     */
    public byte[] tail(LogFrame.Stream stream, int most) {
        try (RunReader reader = new RunReader(this, run(), cursor(run()), stream)) {
            long size = size(stream);
            return size < 0 ? unknown(reader, most) : known(reader, size, most);
        }
    }

    /** Bytes of a stream in the last run, all of which are there, or -1 if that is not known. */
    long size(LogFrame.Stream stream) {
        return -1;
    }

    private static byte[] known(RunReader reader, long size, int most) {
        byte[] bytes = new byte[(int) Math.min(size, most)];
        byte[] chunk = size > most ? new byte[CHUNK] : NOTHING;
        for (long skip = size - bytes.length; skip > 0; ) {
            int got = reader.readNow(chunk, 0, (int) Math.min(CHUNK, skip));
            if (got < 0) {
                return NOTHING;
            }
            skip -= got;
        }
        int done = 0;
        while (done < bytes.length) {
            int got = reader.readNow(bytes, done, bytes.length - done);
            if (got < 0) {
                return Arrays.copyOf(bytes, done);
            }
            done += got;
        }
        return bytes;
    }

    private static byte[] unknown(RunReader reader, int most) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        byte[] before = NOTHING;
        for (int got = reader.readNow(chunk, 0, CHUNK); got > 0; got = reader.readNow(chunk, 0, CHUNK)) {
            all.write(chunk, 0, got);
            if (all.size() >= most) {
                before = all.toByteArray();
                all.reset();
            }
        }
        return join(before, all.toByteArray(), most);
    }

    private static byte[] join(byte[] before, byte[] last, int most) {
        int kept = (int) Math.min(before.length, Math.max(0L, (long) most - last.length));
        int end = Math.min(last.length, most);
        byte[] joined = new byte[kept + end];
        System.arraycopy(before, before.length - kept, joined, 0, kept);
        System.arraycopy(last, last.length - end, joined, kept, end);
        return joined;
    }

    /**
     * Attaches a reader: it gets what is written from now on, until the run, or the next one if none is under way, has ended.
     *
     * @param replay whether what all runs have written so far comes first
     * @return to be closed
     */
    public abstract ByteSource attach(boolean replay);

    /** The container was removed: readers that have not reached the end get an exception. */
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        signal();
    }
}
