// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A stream with one large buffer and a position: what a tar codec reads from. Not thread-safe. */
final class TarInput {
    /** Large enough that a system call per buffer costs nothing. */
    private static final int BUFFER = 512 * 1024;

    /** The source, not owned. */
    private final InputStream in;

    /** Bytes read ahead: [next, limit). */
    private final byte[] buffer = new byte[BUFFER];

    /** Index of the next byte. */
    private int next;

    /** Index after the last byte read. */
    private int limit;

    /** Position in the stream of the byte at {@code next}. */
    private long position;

    TarInput(InputStream in) {
        this.in = in;
    }

    long position() {
        return position;
    }

    /**
     * Reads exactly as many bytes as the target holds.
     *
     * @return false if the stream ended before the first byte
     */
    boolean readFully(byte[] target) throws IOException {
        int done = 0;
        while (done < target.length) {
            if (next == limit && !fill()) {
                if (done == 0) {
                    return false;
                }
                throw truncated();
            }
            int n = Math.min(limit - next, target.length - done);
            System.arraycopy(buffer, next, target, done, n);
            advance(n);
            done += n;
        }
        return true;
    }

    byte[] bytes(int length) throws IOException {
        byte[] target = new byte[length];
        if (length > 0 && !readFully(target)) {
            throw truncated();
        }
        return target;
    }

    /** Hands {@code length} bytes to the sink without a copy. */
    void copy(long length, long offset, DataSink sink) throws IOException {
        long left = length;
        while (left > 0) {
            if (next == limit && !fill()) {
                throw truncated();
            }
            int n = (int) Math.min(limit - next, left);
            sink.write(offset + length - left, buffer, next, n);
            advance(n);
            left -= n;
        }
    }

    void skip(long length) throws IOException {
        int buffered = (int) Math.min(limit - next, length);
        advance(buffered);
        long left = length - buffered;
        if (left > 0) {
            try {
                in.skipNBytes(left);
            } catch (EOFException e) {
                throw truncated(e);
            }
            position += left;
        }
    }

    /** Reads to the end of the stream, so that a digest over it is complete. */
    void drain() throws IOException {
        do {
            advance(limit - next);
        } while (fill());
    }

    private void advance(int n) {
        next += n;
        position += n;
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer, 0, buffer.length);
        next = 0;
        limit = Math.max(n, 0);
        return n > 0;
    }

    private EOFException truncated() {
        return new EOFException("archive is truncated at byte " + position);
    }

    private EOFException truncated(EOFException cause) {
        EOFException e = truncated();
        e.initCause(cause);
        return e;
    }
}
