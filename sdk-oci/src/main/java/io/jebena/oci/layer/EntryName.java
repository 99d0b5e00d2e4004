// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The place of an entry below a root: components of bytes joined by {@code /}, none of them empty, {@code .} or
 * {@code ..}. File names on Linux are bytes, so nothing is decoded. Immutable.
 */
public final class EntryName {
    /** The root itself: no component at all. */
    public static final EntryName ROOT = new EntryName(new byte[0]);

    /** The longest name accepted, in bytes: the kernel's PATH_MAX. */
    public static final int MAX_LENGTH = 4096;

    /** The longest component accepted, in bytes: the kernel's NAME_MAX. */
    public static final int MAX_COMPONENT = 255;

    /** The normalised name, never handed out. */
    private final byte[] bytes;

    /** Computed once: names live in hash maps. */
    private final int hash;

    private EntryName(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /**
     * Reads a name as it stands in an archive. {@code ./} at the start, doubled and trailing slashes are dropped.
     *
     * @param raw the name's bytes; not kept
     * @return the name
     * @throws ArchiveFormatException if the name is absolute, holds NUL or a {@code ..} component, or is too long
     */
    public static EntryName parse(byte[] raw) throws ArchiveFormatException {
        if (raw.length > MAX_LENGTH) {
            throw new ArchiveFormatException("name of " + raw.length + " bytes is longer than " + MAX_LENGTH + ": "
                    + printable(raw, 0, 64) + "...");
        }
        if (raw.length > 0 && raw[0] == '/') {
            throw refuse("absolute name", raw);
        }
        byte[] clean = new byte[raw.length];
        int length = 0;
        int start = 0;
        while (start < raw.length) {
            int end = start;
            while (end < raw.length && raw[end] != '/') {
                if (raw[end] == 0) {
                    throw refuse("NUL in name", raw);
                }
                end++;
            }
            int size = end - start;
            if (size > MAX_COMPONENT) {
                throw refuse("component longer than " + MAX_COMPONENT + " bytes in name", raw);
            }
            if (size == 2 && raw[start] == '.' && raw[start + 1] == '.') {
                throw refuse("\"..\" in name", raw);
            }
            if (size > 1 || (size == 1 && raw[start] != '.')) {
                if (length > 0) {
                    clean[length++] = '/';
                }
                System.arraycopy(raw, start, clean, length, size);
                length += size;
            }
            start = end + 1;
        }
        return length == 0 ? ROOT : new EntryName(Arrays.copyOf(clean, length));
    }

    /**
     * Reads a name given as text.
     *
     * @param name the name, encoded as UTF-8
     * @return the name
     * @throws IllegalArgumentException if it is no valid name
     */
    public static EntryName of(String name) {
        try {
            return parse(name.getBytes(StandardCharsets.UTF_8));
        } catch (ArchiveFormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static ArchiveFormatException refuse(String why, byte[] raw) {
        return new ArchiveFormatException(why + ": " + printable(raw, 0, raw.length));
    }

    /**
     * Whether this is the root.
     *
     * @return true for the name without components
     */
    public boolean isRoot() {
        return bytes.length == 0;
    }

    /**
     * The name's bytes, components joined by {@code /}.
     *
     * @return a fresh copy; empty for the root
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The directory this name is in.
     *
     * @return the parent; the root's parent is the root
     */
    public EntryName parent() {
        int slash = lastSlash();
        return slash < 0 ? ROOT : new EntryName(Arrays.copyOf(bytes, slash));
    }

    /**
     * The last component.
     *
     * @return a fresh copy; empty for the root
     */
    public byte[] last() {
        return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
    }

    /**
     * The entry of a given name in the same directory as this one.
     *
     * @param name one component
     * @return the sibling
     * @throws ArchiveFormatException if the component is no valid name
     */
    public EntryName sibling(byte[] name) throws ArchiveFormatException {
        int keep = lastSlash() + 1;
        byte[] joined = Arrays.copyOf(bytes, keep + name.length);
        System.arraycopy(name, 0, joined, keep, name.length);
        return parse(joined);
    }

    /**
     * The entry of a given name in this directory.
     *
     * @param name one component
     * @return the child
     * @throws ArchiveFormatException if the component is no valid name
     */
    public EntryName child(byte[] name) throws ArchiveFormatException {
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + name.length);
        joined[bytes.length] = '/';
        System.arraycopy(name, 0, joined, bytes.length + 1, name.length);
        return isRoot() ? parse(name) : parse(joined);
    }

    /**
     * Whether any component starts with the given bytes.
     *
     * @param prefix what to look for
     * @return true if one does
     */
    boolean hasComponentStarting(byte[] prefix) {
        int start = 0;
        while (start < bytes.length) {
            int end = Math.min(bytes.length, start + prefix.length);
            if (Arrays.equals(bytes, start, end, prefix, 0, prefix.length)) {
                return true;
            }
            while (start < bytes.length && bytes[start] != '/') {
                start++;
            }
            start++;
        }
        return false;
    }

    private int lastSlash() {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    /** Text for messages: what is no printable ASCII becomes {@code \xNN}. */
    static String printable(byte[] raw, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < Math.min(to, raw.length); i++) {
            int b = raw[i] & 0xff;
            if (b >= 0x20 && b < 0x7f && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** For messages: bytes that are no printable ASCII are shown as {@code \xNN}. */
    @Override
    public String toString() {
        return bytes.length == 0 ? "." : printable(bytes, 0, bytes.length);
    }
}
