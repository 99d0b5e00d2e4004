// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.error.ContainerException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.HostFile;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.log.LogOptions;
import io.jebena.value.ByteSize;
import java.nio.ByteBuffer;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Appends to the current file and begins new ones. Not thread-safe: the log's lock is held. */
final class LogWriter {
    /** Files beyond those that are kept, for readers that have not come to them yet. */
    private static final int HELD_FOR_READERS = 64;

    private static final int OWNER_ONLY = 0b110_000_000;
    private static final System.Logger LOGGER = System.getLogger(LogWriter.class.getName());

    private final LogFiles files;
    private final long maxSize;
    private final int maxFiles;
    private final boolean compress;
    private final Executor executor;
    private final LongSupplier leastRead;
    private TreeSet<Long> rotated = new TreeSet<>();
    private @Nullable Fd fd;
    private long size;

    /** Number that the current file gets when it is rotated. */
    private volatile long number = 1;

    private boolean known;

    /**
     * A writer that has not touched the disk.
     *
     * @param files where
     * @param options limits
     * @param executor compresses
     * @param leastRead the lowest number of a file that is being read
     */
    LogWriter(LogFiles files, LogOptions options, Executor executor, LongSupplier leastRead) {
        this.files = files;
        this.maxSize = options.maxSize().map(ByteSize::toBytes).orElse(Long.MAX_VALUE);
        this.maxFiles = options.maxFiles();
        this.compress = options.compress();
        this.executor = executor;
        this.leastRead = leastRead;
    }

    /** Number of the current file; readers of a lower one need not wait for more. For any thread. */
    long number() {
        return number;
    }

    /** Bytes in the current file, as far as this writer knows. */
    long size() {
        return size;
    }

    boolean rotates() {
        return maxSize != Long.MAX_VALUE;
    }

    /** Whether the current file is to be followed by a new one before more is written. */
    boolean isFull(int unwritten) {
        return size + unwritten >= maxSize;
    }

    private Fd open() {
        Fd now = fd;
        if (now != null) {
            return now;
        }
        if (!known && rotates()) {
            rotated = files.numbers();
            number = rotated.isEmpty() ? 1 : rotated.last() + 1;
        }
        known = true;
        Fd opened = Fd.open(
                files.current().toString(),
                TreeCalls.O_WRONLY | TreeCalls.O_CREAT | TreeCalls.O_APPEND | TreeCalls.O_NOFOLLOW,
                OWNER_ONLY);
        size = opened.status().size();
        fd = opened;
        return opened;
    }

    /**
     * Writes frames with one call.
     *
     * @throws SyscallException if not all of it can be written; no frame is left in parts
     */
    void write(LogBuffers buffers) {
        FrameEncoder encoder = buffers.encoder();
        if (encoder.length == 0) {
            return;
        }
        ByteBuffer bytes = buffers.encoded();
        encoder.clear();
        Fd now = open();
        try {
            now.writeFully(bytes);
            size += bytes.limit();
        } catch (SyscallException e) {
            keepWhole(now, bytes.position(), encoder.out, e);
            throw e;
        }
    }

    private void keepWhole(Fd now, int written, byte[] out, SyscallException failure) {
        Frame frame = new Frame();
        FrameDecoder decoder = files.form().decoder();
        int whole = 0;
        for (int next = 0; next >= 0; next = decoder.decode(out, whole, written, frame)) {
            whole = next;
        }
        try {
            now.truncate(size + whole);
            size += whole;
        } catch (SyscallException e) {
            failure.addSuppressed(e);
        }
    }

    /** Begins a new file. */
    void rotate() {
        close();
        long old = number;
        HostFile.rename(files.current(), files.rotated(old));
        rotated.add(old);
        number = old + 1;
        size = 0;
        prune();
        if (compress && rotated.contains(old)) {
            compress(old);
        }
    }

    /** Deletes rotated files that are beyond those to keep and that nobody reads, or too many. */
    void prune() {
        long least = leastRead.getAsLong();
        while (rotated.size() > maxFiles - 1
                && (rotated.first() < least || rotated.size() > maxFiles - 1 + HELD_FOR_READERS)) {
            files.delete(rotated.first());
            rotated.pollFirst();
        }
    }

    private void compress(long old) {
        try {
            executor.execute(() -> Compression.of(files, old));
        } catch (RejectedExecutionException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the executor refuses work: a rotated log stays as it is", e);
        }
    }

    /** Gives the descriptor back; a later write opens the file again. */
    void close() {
        Fd now = fd;
        fd = null;
        if (now != null) {
            now.close();
        }
    }

    /** Cuts off what a writer left in parts when it died, and finds out whether there is anything. */
    boolean repair() {
        try (Fd existing = LogFiles.open(files.current())) {
            if (existing == null && (!rotates() || files.numbers().isEmpty())) {
                return false;
            }
            if (existing == null) {
                return true;
            }
        }
        long whole = wholeFrames();
        Fd now = open();
        if (whole < size) {
            now.truncate(whole);
            size = whole;
        }
        close();
        return true;
    }

    private long wholeFrames() {
        Fd existing = LogFiles.open(files.current());
        if (existing == null) {
            throw new ContainerException("log file " + files.current() + " has gone");
        }
        try (LogFile file = new LogFile(0, existing, false)) {
            return Backwards.endOfFrames(file, files.form());
        }
    }
}
