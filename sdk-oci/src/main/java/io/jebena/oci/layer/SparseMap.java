// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads where the data of a sparse file lies, in the four ways GNU tar has written it over the years. */
final class SparseMap {
    /** More pieces than this are refused: 16 MiB of memory. */
    private static final int MAX_EXTENTS = 1 << 19;

    private SparseMap() {}

    /** Old GNU format (type S): four pieces in the header, then blocks of 21 while a flag says so. */
    static List<TarEntry.Extent> oldGnu(TarHeader header, TarInput in) throws IOException {
        List<TarEntry.Extent> extents = new ArrayList<>();
        addBlock(header, 386, 4, extents);
        boolean more = header.raw()[482] != 0;
        while (more) {
            TarHeader block = new TarHeader(in.bytes(TarHeader.BLOCK), in.position());
            addBlock(block, 0, 21, extents);
            more = block.raw()[504] != 0;
        }
        return extents;
    }

    private static void addBlock(TarHeader block, int start, int count, List<TarEntry.Extent> to)
            throws ArchiveFormatException {
        for (int i = 0; i < count; i++) {
            int at = start + i * 24;
            if (block.raw()[at] == 0) {
                return;
            }
            add(block.number(at, 12, "sparse offset"), block.number(at + 12, 12, "sparse length"), to);
        }
    }

    /** PAX formats 0.0 (repeated records) and 0.1 (one record with commas). */
    static List<TarEntry.Extent> pax0(PaxRecords pax) throws ArchiveFormatException {
        List<Long> numbers = new ArrayList<>(pax.sparsePairs());
        byte[] map = pax.bytes("GNU.sparse.map");
        if (map != null) {
            numbers.clear();
            for (String part : new String(map, StandardCharsets.ISO_8859_1).split(",", -1)) {
                numbers.add(PaxRecords.decimal("GNU.sparse.map", part.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        if (numbers.size() % 2 != 0) {
            throw new ArchiveFormatException("pax sparse map has an offset without a length");
        }
        List<TarEntry.Extent> extents = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += 2) {
            add(numbers.get(i), numbers.get(i + 1), extents);
        }
        return extents;
    }

    /**
     * PAX format 1.0: the content starts with lines of decimal numbers (count, then offset and length of each), filled up
     * to whole blocks.
     *
     * @param stored the bytes the archive holds for the member, the map included
     */
    static List<TarEntry.Extent> pax1(TarInput in, long stored) throws IOException {
        Lines lines = new Lines(in, stored);
        long count = lines.number();
        if (count > MAX_EXTENTS) {
            throw tooMany();
        }
        List<TarEntry.Extent> extents = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            long offset = lines.number();
            add(offset, lines.number(), extents);
        }
        return extents;
    }

    private static void add(long offset, long length, List<TarEntry.Extent> to) throws ArchiveFormatException {
        if (to.size() >= MAX_EXTENTS) {
            throw tooMany();
        }
        to.add(new TarEntry.Extent(offset, length));
    }

    private static ArchiveFormatException tooMany() {
        return new ArchiveFormatException("sparse file has more than " + MAX_EXTENTS + " pieces");
    }

    /** The pieces must ascend, stay within the file and account for exactly the bytes the archive holds. */
    static List<TarEntry.Extent> verified(List<TarEntry.Extent> extents, long size, long stored)
            throws ArchiveFormatException {
        if (size < 0) {
            throw new ArchiveFormatException("sparse file without a size");
        }
        long end = 0;
        long sum = 0;
        List<TarEntry.Extent> result = new ArrayList<>();
        for (TarEntry.Extent e : extents) {
            if (e.offset() < end || e.length() < 0 || e.length() > size - e.offset()) {
                throw new ArchiveFormatException("sparse piece " + e.offset() + "+" + e.length()
                        + " overlaps another or leaves the file of " + size + " bytes");
            }
            end = e.offset() + e.length();
            sum += e.length();
            if (e.length() > 0) {
                result.add(e);
            }
        }
        if (sum != stored) {
            throw new ArchiveFormatException("sparse pieces hold " + sum + " bytes, the archive " + stored);
        }
        return result;
    }

    /** Lines of decimal numbers in blocks of 512 bytes. */
    private static final class Lines {
        /** The archive. */
        private final TarInput in;

        /** What may still be read. */
        private long left;

        /** The block being read. */
        private byte[] block = new byte[0];

        /** Index of the next byte. */
        private int next;

        Lines(TarInput in, long stored) {
            this.in = in;
            this.left = stored;
        }

        long number() throws IOException {
            long value = 0;
            for (int digits = 0; ; digits++) {
                if (next == block.length) {
                    if (left < TarHeader.BLOCK) {
                        throw new ArchiveFormatException("sparse map is longer than its file");
                    }
                    block = in.bytes(TarHeader.BLOCK);
                    left -= TarHeader.BLOCK;
                    next = 0;
                }
                byte b = block[next++];
                if (b == '\n' && digits > 0) {
                    return value;
                }
                if (b < '0' || b > '9' || digits > 17) {
                    throw new ArchiveFormatException("sparse map holds something that is no number");
                }
                value = value * 10 + b - '0';
            }
        }
    }
}
