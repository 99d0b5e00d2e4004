// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.error.ContainerException;
import io.jebena.linux.fd.Fd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log, open for reading at any place; a compressed one best from front to back. The number is the one that it
 * has, or will have once it is rotated. Not thread-safe.
 */
final class LogFile implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final long number;
    private final long inode;
    private final @Nullable Fd fd;
    private final byte[] content;
    private final boolean compressed;
    private @Nullable InputStream unpacked;
    private long unpackedAt;
    private @Nullable ByteBuffer direct;

    /**
     * A file that is open.
     *
     * @param number the one that it has or will have
     * @param fd owned by the new object
     * @param compressed whether its content is
     */
    LogFile(long number, Fd fd, boolean compressed) {
        this.number = number;
        this.fd = fd;
        this.content = new byte[0];
        this.compressed = compressed;
        this.inode = fd.status().inode();
    }

    private LogFile(long number, byte[] content, boolean compressed) {
        this.number = number;
        this.fd = null;
        this.content = content;
        this.compressed = compressed;
        this.inode = 0;
    }

    /** The same file, its content in memory; gives the descriptor back. */
    LogFile toMemory() {
        byte[] all = new byte[(int) size()];
        int done = 0;
        for (int got = 1; got > 0 && done < all.length; done += got) {
            got = readPlain(done, all, done, all.length - done);
        }
        close();
        return new LogFile(number, all, compressed);
    }

    long number() {
        return number;
    }

    long inode() {
        return inode;
    }

    boolean isCompressed() {
        return compressed;
    }

    /** Bytes that it has on the disk now. */
    long size() {
        return fd == null ? content.length : fd.status().size();
    }

    /** The same file once more. */
    LogFile duplicate() {
        return fd == null ? new LogFile(number, content, compressed) : new LogFile(number, fd.duplicate(), compressed);
    }

    /**
     * Reads at a place.
     *
     * @return bytes read, 0 where the file ends for now
     */
    int read(long from, byte[] into, int offset, int length) {
        return compressed ? readUnpacked(from, into, offset, length) : readPlain(from, into, offset, length);
    }

    private int readPlain(long from, byte[] into, int offset, int length) {
        if (fd == null) {
            int part = (int) Math.max(0, Math.min(length, content.length - from));
            System.arraycopy(content, (int) Math.min(from, content.length), into, offset, part);
            return part;
        }
        ByteBuffer buffer = direct;
        if (buffer == null || buffer.capacity() < Math.min(CHUNK, length)) {
            buffer = ByteBuffer.allocateDirect(Math.min(CHUNK, length));
            direct = buffer;
        }
        buffer.clear().limit(Math.min(buffer.capacity(), length));
        int got = fd.readAt(buffer, from);
        buffer.flip();
        buffer.get(into, offset, got);
        return got;
    }

    private int readUnpacked(long from, byte[] into, int offset, int length) {
        try {
            InputStream stream = unpacked;
            if (stream == null || from < unpackedAt) {
                stream = new GZIPInputStream(new Packed(), CHUNK);
                unpacked = stream;
                unpackedAt = 0;
            }
            stream.skipNBytes(from - unpackedAt);
            unpackedAt = from;
            int got = Math.max(0, stream.read(into, offset, length));
            unpackedAt += got;
            return got;
        } catch (IOException e) {
            throw new ContainerException("cannot unpack rotated log file " + number, e);
        }
    }

    /** What is on the disk, from its beginning. */
    private final class Packed extends InputStream {
        private long at;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int got = length == 0 ? 0 : readPlain(at, into, offset, length);
            at += got;
            return got == 0 && length > 0 ? -1 : got;
        }

        @Override
        public int available() {
            return 1; // GZIPInputStream asks whether another member may follow
        }
    }

    @Override
    public void close() {
        if (fd != null) {
            fd.close();
        }
    }
}
