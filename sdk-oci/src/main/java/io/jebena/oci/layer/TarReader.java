// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive member by member: v7, ustar, star, GNU (long names, sparse files, base-256 numbers) and PAX
 * (extended attributes and sparse files included). Names and attribute values are kept byte for byte, headers have
 * bounded sizes, and nothing about a name is believed. Global PAX headers are read and ignored. Not thread-safe.
 */
public final class TarReader {
    /** Room for a name and the NUL that GNU tar puts behind it. */
    private static final int MAX_LONG_NAME = EntryName.MAX_LENGTH + 1;

    /** Extension headers one member may have; real archives have at most three. */
    private static final int MAX_EXTENSIONS = 8;

    /** The archive. */
    private final TarInput in;

    /** The member being read. */
    private @Nullable TarEntry current;

    /** Bytes of the current member that have not been read. */
    private long unread;

    /** Padding behind the current member. */
    private long padding;

    /** Set once the end marker has been seen. */
    private boolean ended;

    /**
     * Creates a reader.
     *
     * @param in the archive, uncompressed; not closed by this reader
     */
    public TarReader(InputStream in) {
        this.in = new TarInput(in);
    }

    /**
     * Steps to the next member. Content of the current one that was not read is skipped.
     *
     * @return the member, or null at the end of the archive
     * @throws ArchiveFormatException if the archive breaks the format's rules
     * @throws IOException if the archive cannot be read or is truncated
     */
    public @Nullable TarEntry next() throws IOException {
        in.skip(unread + padding);
        unread = 0;
        padding = 0;
        current = ended ? null : readHeaders();
        ended = current == null;
        return current;
    }

    /**
     * Where the content of the current member starts.
     *
     * @return the offset in the archive, in bytes
     */
    public long position() {
        return in.position();
    }

    /**
     * Reads the content of the current member.
     *
     * @param sink takes it
     * @throws IOException if the archive is truncated, or the sink fails
     * @throws IllegalStateException if there is no current member or its content was read before
     */
    public void copyData(DataSink sink) throws IOException {
        TarEntry entry = current;
        if (entry == null || unread != entry.stored()) {
            throw new IllegalStateException("no member, or its content was read before");
        }
        if (entry.sparse()) {
            for (TarEntry.Extent e : entry.extents()) {
                in.copy(e.length(), e.offset(), sink);
            }
        } else {
            in.copy(unread, 0, sink);
        }
        unread = 0;
    }

    /**
     * Reads the archive to its end, whatever stands behind the end marker.
     *
     * @throws IOException if the archive cannot be read
     */
    public void drain() throws IOException {
        in.drain();
    }

    private @Nullable TarEntry readHeaders() throws IOException {
        byte[] longName = null;
        byte[] longLink = null;
        PaxRecords pax = PaxRecords.none();
        int extensions = 0;
        while (true) {
            TarHeader header = readBlock();
            if (header == null) {
                if (extensions > 0) {
                    throw new ArchiveFormatException("archive ends behind an extension header");
                }
                return null;
            }
            if ("LKxX".indexOf(header.type()) >= 0 && ++extensions > MAX_EXTENSIONS) {
                throw header.bad("more than " + MAX_EXTENSIONS + " extension headers before one member");
            }
            switch (header.type()) {
                case 'L' -> longName = text(extension(header, MAX_LONG_NAME));
                case 'K' -> longLink = text(extension(header, MAX_LONG_NAME));
                case 'x', 'X' -> pax = PaxRecords.parse(extension(header, PaxRecords.MAX_SIZE));
                case 'g' -> PaxRecords.parse(extension(header, PaxRecords.MAX_SIZE));
                // a volume's label, not a file
                case 'V' -> extension(header, PaxRecords.MAX_SIZE);
                default -> {
                    return new MemberBuilder(header, pax)
                            .names(longName, longLink)
                            .build();
                }
            }
        }
    }

    /** The next header block; null at the end marker of two zero blocks, or where the archive just stops. */
    private @Nullable TarHeader readBlock() throws IOException {
        long start = in.position();
        byte[] block = new byte[TarHeader.BLOCK];
        if (!in.readFully(block)) {
            return null;
        }
        TarHeader header = new TarHeader(block, start);
        if (header.isZero()) {
            if (!in.readFully(block) || header.isZero()) {
                return null;
            }
            throw header.bad("a lone zero block stands before it");
        }
        header.verifyChecksum();
        return header;
    }

    private byte[] extension(TarHeader header, int max) throws IOException {
        long size = header.size();
        if (size < 0 || size > max) {
            throw header.bad("extension header of " + size + " bytes is larger than " + max);
        }
        byte[] data = in.bytes((int) size);
        in.skip(paddingOf(size));
        return data;
    }

    /** GNU tar ends the text with NUL; what follows is not part of it. */
    private static byte[] text(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        return Arrays.copyOf(data, end);
    }

    private static long paddingOf(long size) {
        return -size & (TarHeader.BLOCK - 1);
    }

    /** Puts one member together from its header and the extension headers before it. */
    private final class MemberBuilder {
        /** The member's own header. */
        private final TarHeader header;

        /** Its PAX records, which overrule the header. */
        private final PaxRecords pax;

        /** Raw name. */
        private byte[] name = new byte[0];

        /** Raw target. */
        private byte[] link = new byte[0];

        MemberBuilder(TarHeader header, PaxRecords pax) {
            this.header = header;
            this.pax = pax;
        }

        MemberBuilder names(byte @Nullable [] longName, byte @Nullable [] longLink) throws ArchiveFormatException {
            byte[] sparseName = pax.isSparse() ? pax.bytes("GNU.sparse.name") : null;
            byte[] paxName = sparseName != null ? sparseName : pax.bytes("path");
            byte[] paxLink = pax.bytes("linkpath");
            name = paxName != null ? paxName : longName != null ? longName : header.name();
            link = paxLink != null ? paxLink : longLink != null ? longLink : header.linkName();
            if (name.length > EntryName.MAX_LENGTH || link.length > EntryName.MAX_LENGTH) {
                throw header.bad("name longer than " + EntryName.MAX_LENGTH + " bytes");
            }
            return this;
        }

        TarEntry build() throws IOException {
            TarEntry.Type type = type();
            if (type == TarEntry.Type.DIRECTORY && header.type() != '5' && header.size() != 0) {
                throw header.bad("a file's name ends with a slash");
            }
            TarEntry.Content content = type == TarEntry.Type.FILE ? file() : noContent(type);
            unread = content.stored();
            boolean isLink = type == TarEntry.Type.HARDLINK || type == TarEntry.Type.SYMLINK;
            return new TarEntry(type, name, isLink ? link : new byte[0], attributes(), content);
        }

        private TarEntry.Type type() throws ArchiveFormatException {
            return switch (header.type()) {
                // v7 has no directories: a slash at the end tells
                case '0', '\0', '7' ->
                    name.length > 0 && name[name.length - 1] == '/' ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
                case 'S' -> TarEntry.Type.FILE;
                case '1' -> TarEntry.Type.HARDLINK;
                case '2' -> TarEntry.Type.SYMLINK;
                case '3' -> TarEntry.Type.CHARACTER_DEVICE;
                case '4' -> TarEntry.Type.BLOCK_DEVICE;
                case '5' -> TarEntry.Type.DIRECTORY;
                case '6' -> TarEntry.Type.FIFO;
                default ->
                    throw header.bad("unknown type of member '"
                            + EntryName.printable(new byte[] {(byte) header.type()}, 0, 1) + "'");
            };
        }

        private TarEntry.Content noContent(TarEntry.Type type) throws ArchiveFormatException {
            boolean device = type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
            TarEntry.Device number = device ? device() : new TarEntry.Device(0, 0);
            return new TarEntry.Content(0, 0, List.of(), false, number);
        }

        private TarEntry.Device device() throws ArchiveFormatException {
            long major = pax.number("SCHILY.devmajor", header.major());
            long minor = pax.number("SCHILY.devminor", header.minor());
            if (major < 0 || major > 0xffff_ffffL || minor < 0 || minor > 0xffff_ffffL) {
                throw header.bad("device number " + major + ":" + minor + " is out of range");
            }
            return new TarEntry.Device(major, minor);
        }

        private TarEntry.Content file() throws IOException {
            long stored = pax.number("size", header.size());
            if (stored < 0) {
                throw header.bad("negative size " + stored);
            }
            TarEntry.Device none = new TarEntry.Device(0, 0);
            padding = paddingOf(stored);
            if (header.type() == 'S') {
                if (!header.isGnu()) {
                    throw header.bad("a sparse file in a format without them");
                }
                long size = header.number(483, 12, "real size");
                List<TarEntry.Extent> extents = SparseMap.oldGnu(header, in);
                return new TarEntry.Content(size, stored, SparseMap.verified(extents, size, stored), true, none);
            }
            if (!pax.isSparse()) {
                return new TarEntry.Content(stored, stored, List.of(), false, none);
            }
            if (pax.number("GNU.sparse.major", 0) == 0) {
                long size = pax.number("GNU.sparse.size", pax.number("GNU.sparse.realsize", -1));
                List<TarEntry.Extent> extents = SparseMap.pax0(pax);
                return new TarEntry.Content(size, stored, SparseMap.verified(extents, size, stored), true, none);
            }
            if (pax.number("GNU.sparse.major", 0) != 1 || pax.number("GNU.sparse.minor", 0) != 0) {
                throw header.bad("unknown sparse format");
            }
            long size = pax.number("GNU.sparse.realsize", -1);
            long start = in.position();
            List<TarEntry.Extent> extents = SparseMap.pax1(in, stored);
            long data = stored - (in.position() - start);
            return new TarEntry.Content(size, data, SparseMap.verified(extents, size, data), true, none);
        }

        private EntryAttributes attributes() throws ArchiveFormatException {
            long uid = pax.number("uid", header.uid());
            long gid = pax.number("gid", header.gid());
            if (uid < 0 || uid > EntryAttributes.MAX_ID || gid < 0 || gid > EntryAttributes.MAX_ID) {
                throw header.bad("owner " + uid + ":" + gid + " is out of range");
            }
            int mode = (int) (header.mode() & 07777);
            return new EntryAttributes(mode, uid, gid, pax.time("mtime", header.modified()), pax.xattrs());
        }
    }
}
