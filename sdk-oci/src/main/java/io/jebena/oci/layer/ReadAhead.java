// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import io.jebena.error.ContainerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A stream that a thread of its own reads ahead, so that decompression, digest and copy run beside the consumer's work. Read
 * by one thread.
 */
final class ReadAhead extends InputStream {
    private static final int CHUNKS = 4;
    private static final int CHUNK = 512 * 1024;

    /** A piece of the stream; the last one has length 0 and perhaps a failure. */
    private static final class Chunk {
        /** The bytes. */
        private final byte[] bytes = new byte[CHUNK];

        /** How many of them count. */
        private int length;

        /** What ended the stream, if it was not its end. */
        private @Nullable Throwable failure;
    }

    /** The source, closed with this stream. */
    private final InputStream in;

    /** Fed by the thread; null if nobody wants to know. */
    private final @Nullable DataSink witness;

    /** Bytes read so far; the thread's own. */
    private long position;

    /** Chunks on their way to the consumer. */
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS);

    /** Chunks on their way back. */
    private final BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(CHUNKS);

    /** Reads ahead. */
    private final Thread worker;

    /** Being consumed. */
    private @Nullable Chunk current;

    /** Index in the current chunk. */
    private int next;

    ReadAhead(InputStream in, @Nullable DataSink witness) {
        this.in = in;
        this.witness = witness;
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new Chunk());
        }
        worker = new Thread(this::work, "jebena-read-ahead");
        worker.setDaemon(true);
        worker.start();
    }

    private void work() {
        try {
            Chunk chunk;
            do {
                chunk = free.take();
                fill(chunk);
                full.put(chunk);
            } while (chunk.length > 0);
        } catch (InterruptedException e) {
            // close() interrupts, and nobody reads any more
            Thread.currentThread().interrupt();
        }
    }

    private void fill(Chunk chunk) {
        try {
            chunk.length = in.readNBytes(chunk.bytes, 0, CHUNK);
            if (witness != null && chunk.length > 0) {
                witness.write(position, chunk.bytes, 0, chunk.length);
            }
            position += chunk.length;
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            chunk.length = 0;
            chunk.failure = e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        Chunk chunk = available0();
        if (chunk == null) {
            return -1;
        }
        int n = Math.min(length, chunk.length - next);
        System.arraycopy(chunk.bytes, next, target, offset, n);
        next += n;
        return n;
    }

    @Override
    public long skip(long length) throws IOException {
        if (length <= 0) {
            return 0;
        }
        Chunk chunk = available0();
        if (chunk == null) {
            return 0;
        }
        int n = (int) Math.min(length, chunk.length - next);
        next += n;
        return n;
    }

    /** A chunk with something left in it; null at the end. */
    private @Nullable Chunk available0() throws IOException {
        Chunk chunk = current;
        if (chunk != null && next == chunk.length && chunk.length > 0) {
            free.add(chunk);
            chunk = null;
        }
        if (chunk == null) {
            chunk = take();
            current = chunk;
            next = 0;
        }
        if (chunk.length > 0) {
            return chunk;
        }
        if (chunk.failure instanceof IOException e) {
            throw e;
        }
        if (chunk.failure instanceof ContainerException e) {
            throw e;
        }
        if (chunk.failure != null) {
            // decompressors meet hostile input with exceptions of any kind
            throw new IOException("compressed data is damaged: " + chunk.failure, chunk.failure);
        }
        return null;
    }

    private Chunk take() throws InterruptedIOException {
        try {
            return full.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while unpacking");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** Waits for the thread: a decompressor must not be freed under its hands. */
    @Override
    public void close() throws IOException {
        worker.interrupt();
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        in.close();
    }
}
