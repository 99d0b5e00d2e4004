// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.stream.OutputSink;
import io.jebena.log.LogFrame;
import io.jebena.log.LogOptions;
import io.jebena.log.LogQuery;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The log of a container that this JVM runs. Its files are made when the first byte comes; of what is not written yet, only a
 * line that is not ended is kept in memory. Thread-safe.
 *
 * <p>What cannot be written is dropped until the next run, and said once: the container goes on.
 */
public final class ContainerLog extends ReadableLog {
    /** Bytes of a removed container's log that are kept in memory rather than in open files. */
    private static final long IN_MEMORY = 256 * 1024;

    private static final System.Logger LOGGER = System.getLogger(ContainerLog.class.getName());

    private final LogWriter writer;
    private final Part[] parts = {new Part(LogFrame.Stream.STDOUT), new Part(LogFrame.Stream.STDERR)};

    /** Readers that are somewhere in the files; one that nobody can reach any more does not count. */
    private final Set<LogCursor> cursors = Collections.newSetFromMap(new WeakHashMap<>());

    /** Begins at 1. */
    private int run;

    private boolean firstOfRun;
    private long runNumber;
    private long runPosition;
    private boolean failed;
    private @Nullable List<LogFile> kept;

    /**
     * Where a log is written now; there is no such file before the first byte.
     *
     * @param directory host path of the container's own directory
     * @param id the container's id
     * @param options the form
     * @return host path
     */
    public static Path file(Path directory, String id, LogOptions options) {
        return LogFiles.of(directory, id, LogForm.of(options.driver())).current();
    }

    /**
     * A log that has not touched the disk.
     *
     * @param directory host path of the container's directory
     * @param id the container's id
     * @param options form and limits; not {@link LogOptions.Driver#NONE}
     * @param executor compresses rotated files
     */
    public ContainerLog(Path directory, String id, LogOptions options, Executor executor) {
        super(LogFiles.of(directory, id, LogForm.of(options.driver())));
        writer = new LogWriter(files(), options, executor, this::leastRead);
    }

    /** One stream of the run. */
    private final class Part implements OutputSink {
        private final LogFrame.Stream stream;
        private byte[] pending = new byte[0];
        private long size;
        private boolean open;

        Part(LogFrame.Stream stream) {
            this.stream = stream;
        }

        @Override
        public void accept(ByteBuffer bytes) {
            write(this, bytes);
        }

        @Override
        public boolean isBusy() {
            return lock.isLocked();
        }

        @Override
        public void end() {
            endOf(this);
        }
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
            if (run == 0) {
                run = writer.repair() ? lastRun() : 0;
            }
            run++;
            firstOfRun = run > 1;
            runNumber = writer.number();
            runPosition = writer.size();
            failed = false;
            parts[0].size = 0;
            parts[1].size = 0;
            parts[0].open = stdout;
            parts[1].open = stderr;
        } finally {
            lock.unlock();
        }
        signal();
    }

    private int lastRun() {
        int last = 1;
        try (LogCursor all = new LogCursor(this)) {
            while (all.advance()) {
                last = Math.max(last, all.frame().run);
            }
        }
        return last;
    }

    /**
     * Where a stream of the run goes; to be ended.
     *
     * @param stream which one
     * @return the same at each call
     */
    public OutputSink sink(LogFrame.Stream stream) {
        return parts[stream.ordinal()];
    }

    private void write(Part part, ByteBuffer bytes) {
        lock.lock();
        try {
            if (failed || isClosed()) {
                bytes.position(bytes.limit());
                return;
            }
            LogBuffers buffers = LogBuffers.take(form());
            try {
                part.size += bytes.remaining();
                encode(part, bytes, buffers);
                writer.write(buffers);
            } catch (SyscallException e) {
                fail(e);
            } finally {
                buffers.giveBack();
            }
        } finally {
            lock.unlock();
        }
        signal();
    }

    private void fail(SyscallException e) {
        failed = true;
        LOGGER.log(
                System.Logger.Level.WARNING,
                "the output of a container cannot be written to " + files().current()
                        + ": the rest of it is lost, and the container goes on",
                e);
    }

    private void encode(Part part, ByteBuffer bytes, LogBuffers buffers) {
        int before = part.pending.length;
        int total = before + bytes.remaining();
        byte[] work = buffers.work(total);
        System.arraycopy(part.pending, 0, work, 0, before);
        bytes.get(work, before, total - before);
        buffers.encoder().time(Instant.now());
        int at = 0;
        int searched = before;
        while (at < total) {
            int lineEnd = Lines.end(work, searched, total);
            int end = lineEnd < 0 ? total : lineEnd + 1;
            while (end - at > FrameLimits.LINE) {
                int cut = Utf8.cut(work, at, at + FrameLimits.LINE);
                frame(part, buffers, work, at, cut);
                at = cut;
            }
            if (lineEnd < 0) {
                break;
            }
            frame(part, buffers, work, at, end);
            at = end;
            searched = end;
        }
        part.pending = at == total ? new byte[0] : Arrays.copyOfRange(work, at, total);
    }

    private void frame(Part part, LogBuffers buffers, byte[] bytes, int from, int to) {
        FrameEncoder encoder = buffers.encoder();
        if (writer.isFull(encoder.length)) {
            writer.write(buffers);
            writer.rotate();
        }
        encoder.frame(part.stream, firstOfRun ? run : 0, bytes, from, to);
        firstOfRun = false;
    }

    private void endOf(Part part) {
        lock.lock();
        try {
            part.open = false;
            flush(part);
            if (!parts[0].open && !parts[1].open) {
                writer.close();
            }
        } finally {
            lock.unlock();
        }
        signal();
    }

    private void flush(Part part) {
        byte[] rest = part.pending;
        part.pending = new byte[0];
        if (rest.length == 0 || failed || isClosed()) {
            return;
        }
        LogBuffers buffers = LogBuffers.take(form());
        try {
            buffers.encoder().time(Instant.now());
            frame(part, buffers, rest, 0, rest.length);
            writer.write(buffers);
        } catch (SyscallException e) {
            fail(e);
        } finally {
            buffers.giveBack();
        }
    }

    @Override
    boolean over(int asked) {
        return run > asked || run == asked && !parts[0].open && !parts[1].open;
    }

    @Override
    int run() {
        lock.lock();
        try {
            return Math.max(1, run);
        } finally {
            lock.unlock();
        }
    }

    @Override
    long size(LogFrame.Stream stream) {
        lock.lock();
        try {
            return writer.rotates() || failed ? -1 : parts[stream.ordinal()].size;
        } finally {
            lock.unlock();
        }
    }

    @Override
    byte[] pending(LogFrame.Stream stream) {
        return parts[stream.ordinal()].pending;
    }

    @Override
    LogCursor cursor() {
        return counted(new LogCursor(this));
    }

    @Override
    LogCursor tailCursor(LogQuery query, long lines) {
        return counted(super.tailCursor(query, lines));
    }

    private LogCursor counted(LogCursor cursor) {
        lock.lock();
        try {
            cursors.add(cursor);
            return cursor;
        } finally {
            lock.unlock();
        }
    }

    @Override
    LogCursor cursor(int asked) {
        LogCursor cursor = cursor();
        long number;
        long position;
        lock.lock();
        try {
            if (run <= 1) {
                return cursor;
            }
            number = runNumber;
            position = runPosition;
        } finally {
            lock.unlock();
        }
        LogFile file = openAfter(null);
        while (file != null && file.number() < number) {
            LogFile before = file;
            file = openAfter(before);
            before.close();
        }
        if (file != null) {
            cursor.moveTo(file, file.number() == number ? position : 0);
        }
        return cursor;
    }

    @Override
    public ByteSource attach(boolean replay) {
        lock.lock();
        try {
            int asked = parts[0].open || parts[1].open ? run : run + 1;
            LogCursor cursor = replay ? cursor() : tailCursor(LogQuery.ALL, 0);
            RunReader reader = new RunReader(this, asked, cursor, LogFrame.Stream.values());
            for (Part part : parts) {
                reader.skipPending(part.stream, replay ? 0 : part.pending.length);
            }
            return reader;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether somebody is reading.
     *
     * @return true if a reader is somewhere in the files
     */
    public boolean isRead() {
        lock.lock();
        try {
            return cursors.stream().anyMatch(cursor -> !cursor.isClosed());
        } finally {
            lock.unlock();
        }
    }

    private long leastRead() {
        long least = Long.MAX_VALUE;
        for (LogCursor cursor : cursors) {
            long number = cursor.number();
            if (number > 0) {
                least = Math.min(least, number);
            }
        }
        return least;
    }

    @Override
    public @Nullable LogFile openAfter(@Nullable LogFile previous) {
        lock.lock();
        try {
            if (kept != null) {
                return keptAfter(kept, previous);
            }
            if (!writer.rotates() && previous != null) {
                return null;
            }
            return files().openAfter(previous);
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable LogFile keptAfter(List<LogFile> kept, @Nullable LogFile previous) {
        for (LogFile file : kept) {
            if (previous == null || file.number() > previous.number()) {
                return file.duplicate();
            }
        }
        return null;
    }

    @Override
    public boolean hasAfter(LogFile file) {
        if (!writer.rotates()) {
            return false;
        }
        return run == 0 ? !files().isCurrent(file.inode()) : file.number() < writer.number();
    }

    /**
     * The container has ended and is about to be removed, but whoever has its handle may read on: a short
     * log moves to memory, the files of a longer one stay open.
     */
    public void keep() {
        lock.lock();
        try {
            List<LogFile> files = new ArrayList<>();
            LogFile last = null;
            long size = 0;
            for (LogFile file = openAfter(null); file != null; file = openAfter(last)) {
                files.add(file);
                last = file;
                size += file.size();
            }
            if (size <= IN_MEMORY) {
                files.replaceAll(LogFile::toMemory);
            } else {
                RunReader.Abandoned.CLEANER.register(this, () -> files.forEach(LogFile::close));
            }
            kept = files;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        super.close();
        lock.lock();
        try {
            writer.close();
        } finally {
            lock.unlock();
        }
    }
}
