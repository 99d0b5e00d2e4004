// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of a PAX extended header, {@code "<length> <key>=<value>\n"} each. Values are bytes; the last record of a
 * key holds, an empty value takes it back.
 */
final class PaxRecords {
    /** The longest header accepted, in bytes: a hostile one would otherwise fill the memory. */
    static final int MAX_SIZE = 1 << 20;

    private static final String XATTR = "SCHILY.xattr.";

    /** Value by key. */
    private final Map<String, byte[]> records = new HashMap<>();

    /** Extended attributes in order. */
    private final List<Xattr> xattrs = new ArrayList<>();

    /** Offset and length pairs of GNU's sparse format 0.0, which repeats its keys. */
    private final List<Long> sparsePairs = new ArrayList<>();

    static PaxRecords none() {
        return new PaxRecords();
    }

    static PaxRecords parse(byte[] header) throws ArchiveFormatException {
        PaxRecords result = new PaxRecords();
        int position = 0;
        while (position < header.length && header[position] != 0) {
            position = result.record(header, position);
        }
        return result;
    }

    private int record(byte[] header, int start) throws ArchiveFormatException {
        int space = start;
        long length = 0;
        while (space < header.length && header[space] >= '0' && header[space] <= '9' && length <= MAX_SIZE) {
            length = length * 10 + header[space] - '0';
            space++;
        }
        long end = start + length;
        if (space == start
                || space >= header.length
                || header[space] != ' '
                || end > header.length
                || end <= space + 1) {
            throw new ArchiveFormatException("pax record at byte " + start + " has a bad length");
        }
        int last = (int) end - 1;
        int equals = space + 1;
        while (equals < last && header[equals] != '=') {
            equals++;
        }
        if (header[last] != '\n' || equals == last || equals == space + 1) {
            throw new ArchiveFormatException("pax record at byte " + start + " is not key=value and a line end");
        }
        put(utf8(header, space + 1, equals), Arrays.copyOfRange(header, equals + 1, last));
        return (int) end;
    }

    private void put(String key, byte[] value) throws ArchiveFormatException {
        if (key.indexOf('\0') >= 0) {
            throw new ArchiveFormatException("pax key holds NUL");
        }
        if (key.startsWith(XATTR)) {
            String name = key.substring(XATTR.length());
            xattrs.removeIf(x -> x.name().equals(name));
            xattrs.add(new Xattr(name, value));
            return;
        }
        switch (key) {
            case "GNU.sparse.offset", "GNU.sparse.numbytes" -> {
                boolean offset = key.equals("GNU.sparse.offset");
                if (offset != (sparsePairs.size() % 2 == 0)) {
                    throw new ArchiveFormatException("pax sparse offsets and lengths don't alternate");
                }
                sparsePairs.add(decimal(key, value));
            }
            default -> {
                if (value.length == 0) {
                    records.remove(key);
                } else {
                    records.put(key, value);
                }
            }
        }
    }

    List<Xattr> xattrs() {
        return xattrs;
    }

    List<Long> sparsePairs() {
        return sparsePairs;
    }

    boolean isSparse() {
        return !sparsePairs.isEmpty()
                || records.containsKey("GNU.sparse.major")
                || records.containsKey("GNU.sparse.map")
                || records.containsKey("GNU.sparse.size");
    }

    byte @Nullable [] bytes(String key) {
        return records.get(key);
    }

    long number(String key, long otherwise) throws ArchiveFormatException {
        byte[] value = records.get(key);
        return value == null ? otherwise : decimal(key, value);
    }

    /** Seconds since 1970 with a decimal fraction, of which nine digits are kept. */
    Instant time(String key, long otherwiseSeconds) throws ArchiveFormatException {
        byte[] value = records.get(key);
        if (value == null) {
            return instant(key, otherwiseSeconds, 0);
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        int dot = text.indexOf('.');
        String whole = dot < 0 ? text : text.substring(0, dot);
        String fraction = dot < 0 ? "" : text.substring(dot + 1);
        if (!whole.matches("-?[0-9]{1,18}") || !fraction.matches("[0-9]{0,64}")) {
            throw new ArchiveFormatException("pax " + key + " is no time: " + EntryName.printable(value, 0, 64));
        }
        int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
        long seconds = Long.parseLong(whole);
        return whole.startsWith("-") ? instant(key, seconds, -nanos) : instant(key, seconds, nanos);
    }

    private static Instant instant(String key, long seconds, int nanos) throws ArchiveFormatException {
        if (seconds < Instant.MIN.getEpochSecond() + 1 || seconds > Instant.MAX.getEpochSecond() - 1) {
            throw new ArchiveFormatException(key + " is out of range: " + seconds);
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    static long decimal(String key, byte[] value) throws ArchiveFormatException {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (!text.matches("[0-9]{1,18}")) {
            throw new ArchiveFormatException("pax " + key + " is no number: " + EntryName.printable(value, 0, 64));
        }
        return Long.parseLong(text);
    }

    private static String utf8(byte[] bytes, int from, int to) throws ArchiveFormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            ArchiveFormatException refused =
                    new ArchiveFormatException("pax key is not UTF-8: " + EntryName.printable(bytes, from, to));
            refused.initCause(e);
            throw refused;
        }
    }
}
