// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.util.List;

/** One member of a tar archive, as its headers describe it. Names are raw: nothing about them has been checked. */
public final class TarEntry {
    /** What a member is. */
    public enum Type {
        /** A regular file. */
        FILE,
        /** A further name of an earlier member. */
        HARDLINK,
        /** A symbolic link. */
        SYMLINK,
        /** A character device. */
        CHARACTER_DEVICE,
        /** A block device. */
        BLOCK_DEVICE,
        /** A directory. */
        DIRECTORY,
        /** A named pipe. */
        FIFO
    }

    /**
     * A piece of a sparse file that holds data.
     *
     * @param offset where in the file, in bytes
     * @param length how long, in bytes
     */
    public record Extent(long offset, long length) {}

    /**
     * The number of a device.
     *
     * @param major the driver's number, 0 to 4294967295
     * @param minor the device's number, 0 to 4294967295
     */
    public record Device(long major, long minor) {}

    /** What the member is. */
    private final Type type;

    /** Raw name. */
    private final byte[] name;

    /** Raw target of a link, empty for anything else. */
    private final byte[] linkName;

    /** Owner, mode, times, extended attributes. */
    private final EntryAttributes attributes;

    /** Size and position. */
    private final Content content;

    /**
     * Where a member's bytes are.
     *
     * @param size the file's size once unpacked, in bytes; 0 for anything but a file
     * @param stored how many bytes the archive holds for it
     * @param sparse the pieces with data if the file is sparse; else empty
     * @param device the number, meaningful for a device only
     */
    record Content(long size, long stored, List<Extent> sparse, boolean isSparse, Device device) {}

    TarEntry(Type type, byte[] name, byte[] linkName, EntryAttributes attributes, Content content) {
        this.type = type;
        this.name = name;
        this.linkName = linkName;
        this.attributes = attributes;
        this.content = content;
    }

    /**
     * What the member is.
     *
     * @return its type
     */
    public Type type() {
        return type;
    }

    /**
     * The name as it stands in the archive.
     *
     * @return a fresh copy of its bytes
     */
    public byte[] name() {
        return name.clone();
    }

    /**
     * The target of a link as it stands in the archive.
     *
     * @return a fresh copy of its bytes; empty if this is no link
     */
    public byte[] linkName() {
        return linkName.clone();
    }

    /**
     * Owner, mode, times and extended attributes.
     *
     * @return the attributes
     */
    public EntryAttributes attributes() {
        return attributes;
    }

    /**
     * The size of the file once unpacked.
     *
     * @return bytes; 0 for anything but a file
     */
    public long size() {
        return content.size();
    }

    /**
     * How many bytes of content the archive holds, holes left out.
     *
     * @return bytes
     */
    public long stored() {
        return content.stored();
    }

    /**
     * Whether the archive leaves out holes of the file.
     *
     * @return true for a sparse file
     */
    public boolean sparse() {
        return content.isSparse();
    }

    List<Extent> extents() {
        return content.sparse();
    }

    /**
     * The number of a device.
     *
     * @return the number; 0:0 for anything but a device
     */
    public Device device() {
        return content.device();
    }

    @Override
    public String toString() {
        return type + " " + EntryName.printable(name, 0, name.length);
    }
}
