// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Uncompressed bytes on their way out of a decompressor, within {@link UnpackLimits}: the total, the ratio to the bytes
 * that went in, and the room left on the disk the result is written to. Not thread-safe.
 */
public final class GuardedStream extends FilterInputStream {
    /** How often the free space is asked for. */
    private static final long SPACE_STEP = 64L << 20;

    /** Counts what goes into the decompressor. */
    private final Counter packed;

    /** What is allowed. */
    private final UnpackLimits limits;

    /** A directory on the disk in question. */
    private final Path disk;

    /** Bytes that came out. */
    private long count;

    /** When to look at the disk next. */
    private long nextSpaceCheck;

    private GuardedStream(InputStream in, Counter packed, UnpackLimits limits, Path disk) {
        super(in);
        this.packed = packed;
        this.limits = limits;
        this.disk = disk;
    }

    /**
     * Opens a possibly compressed stream.
     *
     * @param in the bytes; must support mark; closed with the result
     * @param limits what is allowed
     * @param disk a directory on the disk the result is written to
     * @return the uncompressed bytes; reading past a limit throws {@link ArchiveFormatException}
     * @throws IOException if the stream cannot be read
     */
    public static GuardedStream open(InputStream in, UnpackLimits limits, Path disk) throws IOException {
        Compression compression = Compression.detect(in);
        Counter packed = new Counter(in);
        return new GuardedStream(compression.open(packed), packed, limits, disk);
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        passed(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        passed(Math.max(n, 0));
        return n;
    }

    @Override
    public long skip(long length) throws IOException {
        long n = super.skip(length);
        passed(n);
        return n;
    }

    /** Bytes that came out so far. */
    long count() {
        return count;
    }

    private void passed(long n) throws IOException {
        count += n;
        if (count > limits.maxBytes()) {
            throw new ArchiveFormatException("archive unpacks to more than " + limits.maxBytes()
                    + " bytes; raise the limit if the image is trusted");
        }
        if (count > limits.ratioFrom() && count / limits.maxRatio() > packed.count) {
            throw new ArchiveFormatException("archive unpacks to more than " + limits.maxRatio() + " times its size ("
                    + count + " bytes so far); raise the limit if the image is trusted");
        }
        if (count >= nextSpaceCheck) {
            nextSpaceCheck = count + SPACE_STEP;
            long free = Files.getFileStore(disk).getUsableSpace();
            if (free < limits.minFree()) {
                throw new IOException("no space left on the disk of " + disk + ": " + free + " bytes free, "
                        + limits.minFree() + " must stay free");
            }
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Counts what is read through it. */
    private static final class Counter extends FilterInputStream {
        /** Bytes read. */
        private long count;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            count += Math.max(n, 0);
            return n;
        }

        @Override
        public long skip(long length) throws IOException {
            long n = super.skip(length);
            count += n;
            return n;
        }
    }
}
