// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads gzip (RFC 1952), all members of it. The JDK's own stream may stop silently after a member that ends where its
 * buffer does (JDK 17), which cuts layers short. Zero bytes behind the last member are padding; anything else is an
 * error. Not thread-safe.
 */
final class GzipStream extends InputStream {
    private static final int BUFFER = 64 * 1024;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    /** The compressed bytes. */
    private final InputStream in;

    /** Raw deflate. */
    private final Inflater inflater = new Inflater(true);

    /** Over the current member. */
    private final CRC32 crc = new CRC32();

    /** Compressed bytes read ahead: [next, limit). */
    private final byte[] buffer = new byte[BUFFER];

    /** Index of the next byte. */
    private int next;

    /** Index after the last byte read. */
    private int limit;

    /** Set when no further member follows. */
    private boolean ended;

    GzipStream(InputStream in) throws IOException {
        this.in = in;
        if (!header()) {
            throw new EOFException("gzip stream is empty");
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
        while (!ended) {
            if (inflater.finished()) {
                trailer();
                ended = !header();
                continue;
            }
            if (inflater.needsInput()) {
                if (next == limit) {
                    require(fill());
                }
                inflater.setInput(buffer, next, limit - next);
                next = limit;
            }
            int n = inflate(target, offset, length);
            if (n > 0) {
                crc.update(target, offset, n);
                return n;
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            int n = inflater.inflate(target, offset, length);
            if (n == 0 && inflater.needsDictionary()) {
                throw new ArchiveFormatException("gzip data needs a dictionary");
            }
            return n;
        } catch (DataFormatException e) {
            ArchiveFormatException damaged = new ArchiveFormatException("gzip data is damaged: " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    private void trailer() throws IOException {
        next = limit - inflater.getRemaining();
        long expected = little(4);
        long size = little(4);
        if (expected != crc.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ArchiveFormatException("gzip checksum or size is wrong");
        }
        inflater.reset();
        crc.reset();
    }

    /** Reads a member's header; false where none follows. */
    private boolean header() throws IOException {
        int first = read1();
        if (first == 0) {
            while (first == 0) {
                first = read1();
            }
            if (first >= 0) {
                throw new ArchiveFormatException("gzip stream is followed by other data");
            }
        }
        if (first < 0) {
            return false;
        }
        if (first != 0x1f || need() != 0x8b || need() != 8) {
            throw new ArchiveFormatException("gzip stream is followed by other data, or has an unknown method");
        }
        int flags = need();
        if ((flags & 0xe0) != 0) {
            throw new ArchiveFormatException("gzip header has unknown flags");
        }
        little(6);
        if ((flags & FLAG_EXTRA) != 0) {
            little((int) little(2));
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            little(2);
        }
        return true;
    }

    private void skipText() throws IOException {
        while (need() != 0) {
            // the name of the file that was packed, of no use
        }
    }

    /** The value of the next bytes, least first; of more than eight bytes only the reading counts. */
    private long little(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) need() << (8 * i);
        }
        return value;
    }

    private int need() throws IOException {
        int b = read1();
        require(b >= 0);
        return b;
    }

    private int read1() throws IOException {
        return next < limit || fill() ? buffer[next++] & 0xff : -1;
    }

    private static void require(boolean more) throws EOFException {
        if (!more) {
            throw new EOFException("gzip stream is truncated");
        }
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer, 0, BUFFER);
        next = 0;
        limit = Math.max(n, 0);
        return n > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
