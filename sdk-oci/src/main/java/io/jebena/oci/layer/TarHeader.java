// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.util.Arrays;

/**
 * One header block of 512 bytes.
 *
 * <pre>
 *   0 name[100]  100 mode[8]  108 uid[8]  116 gid[8]  124 size[12]  136 mtime[12]  148 checksum[8]  156 type
 * 157 link[100]  257 magic[6] 263 version[2]  265 uname[32]  297 gname[32]  329 major[8]  337 minor[8]
 * 345 prefix[155]                                           (POSIX ustar, magic "ustar\0")
 * 345 prefix[131] 476 atime[12] 488 ctime[12] 508 "tar\0"   (star)
 * 345 atime[12]  357 ctime[12]  386 sparse[4 x (12 + 12)]  482 extended  483 realsize[12]  (GNU, magic "ustar  \0")
 * </pre>
 */
final class TarHeader {
    static final int BLOCK = 512;

    /** The block. */
    private final byte[] block;

    /** Where in the archive the block starts, for messages. */
    private final long position;

    TarHeader(byte[] block, long position) {
        this.block = block;
        this.position = position;
    }

    boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Some old programs summed the bytes as signed numbers: both sums are accepted. */
    void verifyChecksum() throws ArchiveFormatException {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long stored = number(148, 8, "checksum");
        if (stored != unsigned && stored != signed) {
            throw bad("header checksum is " + stored + ", expected " + unsigned);
        }
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    boolean isGnu() {
        return magic("ustar  \0");
    }

    private boolean isUstar() {
        return magic("ustar\0");
    }

    private boolean magic(String magic) {
        for (int i = 0; i < magic.length(); i++) {
            if (block[257 + i] != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isStar() {
        return isUstar() && block[508] == 't' && block[509] == 'a' && block[510] == 'r' && block[511] == 0;
    }

    byte[] name() {
        byte[] name = text(0, 100);
        byte[] prefix = isUstar() ? text(345, isStar() ? 131 : 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        return joined;
    }

    byte[] linkName() {
        return text(157, 100);
    }

    long mode() throws ArchiveFormatException {
        return number(100, 8, "mode");
    }

    long uid() throws ArchiveFormatException {
        return number(108, 8, "uid");
    }

    long gid() throws ArchiveFormatException {
        return number(116, 8, "gid");
    }

    long size() throws ArchiveFormatException {
        return number(124, 12, "size");
    }

    long modified() throws ArchiveFormatException {
        return number(136, 12, "mtime");
    }

    long major() throws ArchiveFormatException {
        return isUstar() || isGnu() ? number(329, 8, "device major") : 0;
    }

    long minor() throws ArchiveFormatException {
        return isUstar() || isGnu() ? number(337, 8, "device minor") : 0;
    }

    byte[] raw() {
        return block;
    }

    /** A field of text ends at its first NUL or where the field ends. */
    private byte[] text(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    /**
     * A number: octal digits between blanks, or base 256 in two's complement when the first bit is set (GNU).
     *
     * @return the number; 0 for an empty field
     */
    long number(int offset, int length, String field) throws ArchiveFormatException {
        int first = block[offset] & 0xff;
        if ((first & 0x80) != 0) {
            return base256(offset, length, field);
        }
        int i = offset;
        int end = offset + length;
        while (i < end && (block[i] == ' ' || block[i] == 0)) {
            i++;
        }
        long value = 0;
        while (i < end && block[i] >= '0' && block[i] <= '7') {
            if (value >> 60 != 0) {
                throw bad(field + " is too large");
            }
            value = value << 3 | (block[i] - '0');
            i++;
        }
        for (; i < end; i++) {
            if (block[i] != ' ' && block[i] != 0) {
                throw bad(field + " is no octal number: " + EntryName.printable(block, offset, end));
            }
        }
        return value;
    }

    private long base256(int offset, int length, String field) throws ArchiveFormatException {
        boolean negative = (block[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int b = block[offset + i] & 0xff;
            if (i == 0) {
                b = negative ? b : b & 0x7f;
            }
            long top = value >> 55;
            if (top != 0 && top != -1) {
                throw bad(field + " is too large");
            }
            value = value << 8 | b;
        }
        return value;
    }

    ArchiveFormatException bad(String what) {
        return new ArchiveFormatException("tar header at byte " + position + ": " + what);
    }
}
