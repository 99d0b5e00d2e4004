// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How an archive is compressed, told by its first bytes and never by its name. */
public enum Compression {
    /** Not at all. */
    NONE(),
    /** gzip, RFC 1952, any number of members. */
    GZIP(0x1f, 0x8b),
    /** Zstandard, RFC 8878, any number of frames; windows up to 128 MiB. */
    ZSTD(0x28, 0xb5, 0x2f, 0xfd),
    /** bzip2, any number of streams. */
    BZIP2('B', 'Z', 'h'),
    /** xz, any number of streams; dictionaries up to 128 MiB. */
    XZ(0xfd, '7', 'z', 'X', 'Z', 0);

    /** Bytes to look at. */
    private static final int LONGEST_MAGIC = 6;

    /** What one decompressor may take, so that a hostile header can't ask for gigabytes. */
    private static final int MEMORY_LIMIT_KIB = 192 * 1024;

    /** Two to this power is the largest Zstandard window. */
    private static final int ZSTD_WINDOW_LOG = 27;

    /** The bytes a stream starts with, one in each character. */
    private final String magic;

    Compression(int... magic) {
        this.magic = new String(magic, 0, magic.length);
    }

    /**
     * Tells the compression of a stream without consuming it. Zstandard streams that start with a skippable frame are
     * recognised too.
     *
     * @param in a stream that supports mark
     * @return the compression
     * @throws IOException if the stream cannot be read
     */
    public static Compression detect(InputStream in) throws IOException {
        in.mark(LONGEST_MAGIC);
        byte[] start = in.readNBytes(LONGEST_MAGIC);
        in.reset();
        String first = new String(start, StandardCharsets.ISO_8859_1);
        for (Compression c : values()) {
            if (c != NONE && first.startsWith(c.magic)) {
                return c;
            }
        }
        boolean skippable = start.length >= 4
                && (start[0] & 0xf0) == 0x50
                && start[1] == 0x2a
                && start[2] == 0x4d
                && start[3] == 0x18;
        return skippable ? ZSTD : NONE;
    }

    /**
     * A stream of the uncompressed bytes.
     *
     * @param in the compressed bytes, from their start; closed with the result
     * @return the uncompressed bytes
     * @throws IOException if the stream cannot be read or its first header is damaged
     */
    public InputStream open(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GzipStream(in);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG);
            case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(in), true);
            case XZ -> new XZInputStream(in, MEMORY_LIMIT_KIB);
        };
    }
}
