// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tar archives block by block, sound ones and broken ones. */
public final class TarBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A file with content. */
    public TarBuilder file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A file with content. */
    public TarBuilder file(String name, byte[] content) {
        return header(name, '0', "", content.length).data(content);
    }

    /** A directory. */
    public TarBuilder directory(String name) {
        return header(name, '5', "", 0);
    }

    /** A symbolic link. */
    public TarBuilder symlink(String name, String target) {
        return header(name, '2', target, 0);
    }

    /** A hard link. */
    public TarBuilder hardlink(String name, String existing) {
        return header(name, '1', existing, 0);
    }

    /** A device. */
    public TarBuilder device(String name, char type, int major, int minor) {
        byte[] block = block(name.getBytes(StandardCharsets.UTF_8), type, "", 0);
        octal(block, 329, 8, major);
        octal(block, 337, 8, minor);
        return raw(sum(block));
    }

    /** A header without what follows it. */
    public TarBuilder header(String name, char type, String link, long size) {
        return raw(sum(block(name.getBytes(StandardCharsets.UTF_8), type, link, size)));
    }

    /** A header whose name is any bytes. */
    public TarBuilder header(byte[] name, char type, long size) {
        return raw(sum(block(name, type, "", size)));
    }

    /** A PAX header of given records. */
    public TarBuilder pax(byte[]... records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] r : records) {
            all.writeBytes(r);
        }
        return header("PaxHeader", 'x', "", all.size()).data(all.toByteArray());
    }

    /** One PAX record. */
    public static byte[] record(String key, byte[] value) {
        byte[] body = (" " + key + "=").getBytes(StandardCharsets.UTF_8);
        int length = body.length + value.length + 1;
        int total = length + Integer.toString(length).length();
        total = length + Integer.toString(total).length();
        ByteArrayOutputStream r = new ByteArrayOutputStream();
        r.writeBytes(Integer.toString(total).getBytes(StandardCharsets.US_ASCII));
        r.writeBytes(body);
        r.writeBytes(value);
        r.write('\n');
        return r.toByteArray();
    }

    /** One PAX record. */
    public static byte[] record(String key, String value) {
        return record(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Content and its padding. */
    public TarBuilder data(byte[] content) {
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & 511]);
        return this;
    }

    /** Bytes as they are. */
    public TarBuilder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The archive with its end marker. */
    public byte[] build() {
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    /** The archive without an end marker. */
    public byte[] unfinished() {
        return out.toByteArray();
    }

    static byte[] block(byte[] name, char type, String link, long size) {
        byte[] block = new byte[512];
        System.arraycopy(name, 0, block, 0, Math.min(100, name.length));
        octal(block, 100, 8, 0644);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, 1_700_000_000L);
        block[156] = (byte) type;
        byte[] target = link.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(target, 0, block, 157, Math.min(100, target.length));
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        return block;
    }

    static void octal(byte[] block, int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        byte[] field =
                ("0".repeat(Math.max(0, length - 1 - digits.length())) + digits).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(field, 0, block, offset, length - 1);
        block[offset + length - 1] = 0;
    }

    static byte[] sum(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        block[155] = ' ';
        return block;
    }
}
