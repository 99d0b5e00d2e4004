// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Calls on names below an open directory. Names are bytes, as the kernel has them. Every method throws
 * {@link SyscallException} where the kernel refuses.
 */
public interface TreeCalls {
    /** Names start at the process's working directory, or at "/" if absolute. */
    int AT_FDCWD = -100;

    /** Open for reading. */
    long O_RDONLY = 0;
    /** Open for writing. */
    long O_WRONLY = 1;
    /** Open for reading and writing. */
    long O_RDWR = 2;
    /** Create if missing. */
    long O_CREAT = 0x40;
    /** Fail if it exists. */
    long O_EXCL = 0x80;
    /** Cut to length 0. */
    long O_TRUNC = 0x200;
    /** Write at the end. */
    long O_APPEND = 0x400;
    /** Return at once instead of waiting. */
    long O_NONBLOCK = 0x800;
    /** Fail if it is not a directory (0x10000 on x86-64, 0x4000 on aarch64). */
    long O_DIRECTORY = Arch.current() == Arch.X86_64 ? 0x10000 : 0x4000;
    /** Do not follow a symbolic link at the end (0x20000 on x86-64, 0x8000 on aarch64). */
    long O_NOFOLLOW = Arch.current() == Arch.X86_64 ? 0x20000 : 0x8000;
    /** A place in the tree only, nothing of the file's content. */
    long O_PATH = 0x200000;

    /** openat2(2), Linux 5.6: do not cross a mount. */
    long RESOLVE_NO_XDEV = 0x01;
    /** openat2(2): refuse /proc links that jump. */
    long RESOLVE_NO_MAGICLINKS = 0x02;
    /** openat2(2): refuse every symbolic link. */
    long RESOLVE_NO_SYMLINKS = 0x04;
    /** openat2(2): refuse to leave the directory. */
    long RESOLVE_BENEATH = 0x08;
    /** openat2(2): the directory is "/" for the whole walk. */
    long RESOLVE_IN_ROOT = 0x10;

    /** renameat2(2): fail with EEXIST rather than replace; Linux 3.15. */
    int RENAME_NOREPLACE = 1;
    /** unlinkat(2): remove a directory. */
    int AT_REMOVEDIR = 0x200;
    /** The call is about the descriptor itself. */
    int AT_EMPTY_PATH = 0x1000;
    /** The call is about the link, not what it points to. */
    int AT_SYMLINK_NOFOLLOW = 0x100;

    /**
     * openat2(2), close on exec.
     *
     * @param directory descriptor of the directory, or {@link #AT_FDCWD}
     * @param name name below it
     * @param flags {@code O_*} bits
     * @param mode permission bits for a new file, else 0
     * @param resolve {@code RESOLVE_*} bits
     * @return descriptor
     */
    int open(int directory, byte[] name, long flags, int mode, long resolve);

    /**
     * mkdirat(2).
     *
     * @param directory descriptor of the directory
     * @param name name in it
     * @param mode permission bits
     */
    void makeDirectory(int directory, byte[] name, int mode);

    /**
     * mknodat(2).
     *
     * @param directory descriptor of the directory
     * @param name name in it
     * @param mode type and permission bits
     * @param device device number as the kernel encodes it, 0 if it is none
     */
    void makeNode(int directory, byte[] name, int mode, long device);

    /**
     * symlinkat(2).
     *
     * @param target what the link says
     * @param directory descriptor of the directory
     * @param name name of the link in it
     */
    void makeSymlink(byte[] target, int directory, byte[] name);

    /**
     * linkat(2).
     *
     * @param fromDirectory descriptor of the directory of the existing name
     * @param from existing name; a symbolic link is not followed
     * @param toDirectory descriptor of the directory of the new name
     * @param to new name
     */
    void link(int fromDirectory, byte[] from, int toDirectory, byte[] to);

    /**
     * unlinkat(2).
     *
     * @param directory descriptor of the directory
     * @param name name in it
     * @param isDirectory whether an empty directory is removed
     */
    void remove(int directory, byte[] name, boolean isDirectory);

    /**
     * renameat2(2).
     *
     * @param fromDirectory descriptor of the old name's directory
     * @param from old name
     * @param toDirectory descriptor of the new name's directory
     * @param to new name
     * @param flags {@code RENAME_*} bits
     */
    void rename(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    /**
     * readlinkat(2).
     *
     * @param directory descriptor of the directory, or of an O_PATH link with an empty name
     * @param name name in it
     * @return what the link says
     */
    byte[] readLink(int directory, byte[] name);

    /**
     * fchownat(2).
     *
     * @param directory descriptor of the directory
     * @param name name in it
     * @param user user id
     * @param group group id
     * @param flags {@code AT_*} bits
     */
    void changeOwner(int directory, byte[] name, long user, long group, int flags);

    /**
     * fchmod(2).
     *
     * @param fd descriptor, not O_PATH
     * @param mode permission bits
     */
    void changeMode(int fd, int mode);

    /**
     * fchmodat(2), follows a link at the end.
     *
     * @param directory descriptor of the directory
     * @param name name in it
     * @param mode permission bits
     */
    void changeMode(int directory, byte[] name, int mode);

    /**
     * utimensat(2).
     *
     * @param directory descriptor of the directory
     * @param name name in it
     * @param accessSeconds access time, whole seconds since 1970
     * @param accessNanos and its nanoseconds
     * @param modifySeconds modification time, whole seconds since 1970
     * @param modifyNanos and its nanoseconds
     * @param flags {@code AT_*} bits
     */
    void changeTimes(
            int directory,
            byte[] name,
            long accessSeconds,
            long accessNanos,
            long modifySeconds,
            long modifyNanos,
            int flags);

    /**
     * fsetxattr(2).
     *
     * @param fd descriptor, not O_PATH
     * @param attribute its name
     * @param value its value
     */
    void setAttribute(int fd, byte[] attribute, byte[] value);

    /**
     * lsetxattr(2) by path; a symbolic link at the end is not followed.
     *
     * @param path path
     * @param attribute its name
     * @param value its value
     */
    void setAttribute(byte[] path, byte[] attribute, byte[] value);

    /**
     * fgetxattr(2).
     *
     * @param fd descriptor, not O_PATH
     * @param attribute its name
     * @return its value, or null if it is not set or not supported
     */
    byte @Nullable [] attribute(int fd, byte[] attribute);

    /**
     * listxattr(2) by path; a symbolic link at the end is followed.
     *
     * @param path path
     * @return the names, each ended by NUL; empty if there are none or they are not supported
     */
    byte[] attributes(byte[] path);

    /**
     * getxattr(2) by path; a symbolic link at the end is followed.
     *
     * @param path path
     * @param attribute its name
     * @return its value, or null if it is not set or not supported
     */
    byte @Nullable [] attribute(byte[] path, byte[] attribute);

    /**
     * statx(2) with STATX_MNT_ID, Linux 5.8.
     *
     * @param directory descriptor of the directory
     * @param name name in it, empty for the descriptor itself; a symbolic link is not followed
     * @return which mount it is in
     */
    long mountId(int directory, byte[] name);

    /**
     * statx(2), Linux 4.11.
     *
     * @param directory descriptor of the directory
     * @param name name in it, empty for the descriptor itself
     * @param flags {@code AT_*} bits
     * @return what the kernel says
     */
    FileStatus status(int directory, byte[] name, int flags);

    /**
     * getdents64(2).
     *
     * @param fd descriptor of a directory
     * @param into direct buffer in native byte order; its position moves by the bytes put in
     * @return bytes put in, 0 at the end
     */
    int readDirectory(int fd, ByteBuffer into);

    /**
     * fstatfs(2).
     *
     * @param fd descriptor
     * @return the file system's type ({@code *_MAGIC})
     */
    long fileSystemType(int fd);

    /**
     * open_tree(2) and mount_setattr(2) with MOUNT_ATTR_IDMAP (Linux 5.12): a copy of the mount that a path is on, from
     * there on, in which owners are mapped as in a user namespace.
     *
     * @param path host path
     * @param userNamespace descriptor of the user namespace
     * @return descriptor of the copy, attached nowhere
     */
    int mappedTree(byte[] path, int userNamespace);
}
