// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Makes the headers of a tar archive in the POSIX format (ustar, and PAX records for what does not fit: long names, large
 * numbers, parts of a second, extended attributes). Names are written byte for byte. Has no state: the caller puts headers,
 * contents and padding one behind the other.
 */
public final class TarWriter {
    private static final int BLOCK = TarHeader.BLOCK;
    private static final int NAME = 100;
    private static final long MAX_NUMBER_8 = 07777777;
    private static final long MAX_NUMBER_12 = 077777777777L;
    private static final int CHECKSUM = 148;

    private TarWriter() {}

    /**
     * The headers of one member.
     *
     * @param type what it is
     * @param name its name, 1 to 4096 bytes; a directory's gets a slash at its end
     * @param linkName what a link leads to, empty for anything else
     * @param attributes mode, owner, time and extended attributes
     * @param size bytes of content that follow, 0 for anything but a file
     * @param device a device's number, 0:0 for anything else
     * @return one or more blocks of 512 bytes
     */
    public static byte[] header(
            TarEntry.Type type,
            byte[] name,
            byte[] linkName,
            EntryAttributes attributes,
            long size,
            TarEntry.Device device) {
        byte[] full = type == TarEntry.Type.DIRECTORY ? withSlash(name) : name;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] records = records(full, linkName, attributes, size, device);
        if (records.length > 0) {
            byte[] header = block('x', paxName(full), new byte[0], 0644, records.length);
            number(header, 136, 12, Math.max(0, attributes.modified().getEpochSecond()));
            all.writeBytes(sealed(header));
            all.writeBytes(Arrays.copyOf(records, records.length + padding(records.length)));
        }
        byte[] header = block(letter(type), full, linkName, attributes.mode(), size);
        number(header, 108, 8, fitting(attributes.uid(), MAX_NUMBER_8));
        number(header, 116, 8, fitting(attributes.gid(), MAX_NUMBER_8));
        number(header, 136, 12, fitting(attributes.modified().getEpochSecond(), MAX_NUMBER_12));
        number(header, 329, 8, fitting(device.major(), MAX_NUMBER_8));
        number(header, 337, 8, fitting(device.minor(), MAX_NUMBER_8));
        all.writeBytes(sealed(header));
        return all.toByteArray();
    }

    /**
     * How many zero bytes follow a content.
     *
     * @param size bytes of content, 0 or more
     * @return 0 to 511
     */
    public static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    /**
     * What stands at the end of an archive.
     *
     * @return two blocks of zeros
     */
    public static byte[] end() {
        return new byte[2 * BLOCK];
    }

    private static byte[] records(
            byte[] name, byte[] linkName, EntryAttributes attributes, long size, TarEntry.Device device) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        if (name.length > NAME) {
            record(records, "path", name);
        }
        if (linkName.length > NAME) {
            record(records, "linkpath", linkName);
        }
        large(records, "size", size, MAX_NUMBER_12);
        large(records, "uid", attributes.uid(), MAX_NUMBER_8);
        large(records, "gid", attributes.gid(), MAX_NUMBER_8);
        large(records, "SCHILY.devmajor", device.major(), MAX_NUMBER_8);
        large(records, "SCHILY.devminor", device.minor(), MAX_NUMBER_8);
        Instant modified = attributes.modified();
        long seconds = modified.getEpochSecond();
        int nanos = modified.getNano();
        if (nanos != 0 || fitting(seconds, MAX_NUMBER_12) != seconds) {
            record(records, "mtime", ascii(time(seconds, nanos)));
        }
        for (Xattr x : attributes.xattrs()) {
            record(records, "SCHILY.xattr." + x.name(), x.value());
        }
        return records.toByteArray();
    }

    /** Seconds with a fraction, which for a time before 1970 counts away from zero. */
    private static String time(long seconds, int nanos) {
        boolean negative = seconds < 0 && nanos != 0;
        long whole = negative ? seconds + 1 : seconds;
        int part = negative ? 1_000_000_000 - nanos : nanos;
        String sign = negative && whole == 0 ? "-" : "";
        String fraction = part == 0 ? "" : "." + String.format("%09d", part).replaceAll("0+$", "");
        return sign + whole + fraction;
    }

    private static void large(ByteArrayOutputStream records, String key, long value, long most) {
        if (fitting(value, most) != value) {
            record(records, key, ascii(Long.toString(value)));
        }
    }

    private static long fitting(long value, long most) {
        return value < 0 || value > most ? 0 : value;
    }

    /** The length at its beginning counts itself. */
    private static void record(ByteArrayOutputStream records, String key, byte[] value) {
        byte[] start = (" " + key + "=").getBytes(StandardCharsets.UTF_8);
        int rest = start.length + value.length + 1;
        int length = rest + Integer.toString(rest).length();
        if (rest + Integer.toString(length).length() != length) {
            length = rest + Integer.toString(length).length();
        }
        records.writeBytes(ascii(Integer.toString(length)));
        records.writeBytes(start);
        records.writeBytes(value);
        records.write('\n');
    }

    private static byte[] block(char type, byte[] name, byte[] linkName, int mode, long size) {
        byte[] block = new byte[BLOCK];
        System.arraycopy(name, 0, block, 0, Math.min(NAME, name.length));
        number(block, 100, 8, mode);
        number(block, 108, 8, 0);
        number(block, 116, 8, 0);
        number(block, 124, 12, fitting(size, MAX_NUMBER_12));
        number(block, 136, 12, 0);
        block[156] = (byte) type;
        System.arraycopy(linkName, 0, block, 157, Math.min(NAME, linkName.length));
        System.arraycopy(ascii("ustar\00000"), 0, block, 257, 8);
        number(block, 329, 8, 0);
        number(block, 337, 8, 0);
        return block;
    }

    /** Octal digits with zeros before them and a NUL behind. */
    private static void number(byte[] block, int offset, int length, long value) {
        long rest = value;
        for (int i = offset + length - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>= 3;
        }
        block[offset + length - 1] = 0;
    }

    private static byte[] sealed(byte[] block) {
        Arrays.fill(block, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        number(block, CHECKSUM, 7, sum);
        return block;
    }

    private static byte[] paxName(byte[] name) {
        int end = name.length > 0 && name[name.length - 1] == '/' ? name.length - 1 : name.length;
        int start = end;
        while (start > 0 && name[start - 1] != '/') {
            start--;
        }
        byte[] prefix = ascii("PaxHeaders.0/");
        int length = Math.min(end - start, NAME - prefix.length);
        byte[] joined = Arrays.copyOf(prefix, prefix.length + length);
        System.arraycopy(name, start, joined, prefix.length, length);
        return joined;
    }

    private static byte[] withSlash(byte[] name) {
        if (name[name.length - 1] == '/') {
            return name;
        }
        byte[] longer = Arrays.copyOf(name, name.length + 1);
        longer[name.length] = '/';
        return longer;
    }

    private static char letter(TarEntry.Type type) {
        return switch (type) {
            case FILE -> '0';
            case HARDLINK -> '1';
            case SYMLINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
