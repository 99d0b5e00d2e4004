// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

/**
 * What statx(2) says of a file.
 *
 * @param mode type and permission bits
 * @param links number of names
 * @param user owner's id
 * @param group group's id
 * @param inode inode number
 * @param size bytes
 * @param modifySeconds modification time, whole seconds since 1970
 * @param modifyNanos and its nanoseconds
 * @param deviceMajor for a device node: its major number
 * @param deviceMinor for a device node: its minor number
 * @param fileSystemMajor major number of the file system's device
 * @param fileSystemMinor minor number of the file system's device
 */
public record FileStatus(
        int mode,
        int links,
        long user,
        long group,
        long inode,
        long size,
        long modifySeconds,
        int modifyNanos,
        int deviceMajor,
        int deviceMinor,
        int fileSystemMajor,
        int fileSystemMinor) {
    /** Mask of the type bits in {@link #mode()}. */
    public static final int S_IFMT = 0xF000;
    /** Directory. */
    public static final int S_IFDIR = 0x4000;
    /** Regular file. */
    public static final int S_IFREG = 0x8000;
    /** Symbolic link. */
    public static final int S_IFLNK = 0xA000;
    /** Character device. */
    public static final int S_IFCHR = 0x2000;
    /** Block device. */
    public static final int S_IFBLK = 0x6000;
    /** Fifo. */
    public static final int S_IFIFO = 0x1000;
    /** Socket. */
    public static final int S_IFSOCK = 0xC000;

    /**
     * Tells whether the type bits are these.
     *
     * @param type an {@code S_IF*} constant
     * @return true if so
     */
    public boolean is(int type) {
        return (mode & S_IFMT) == type;
    }
}
