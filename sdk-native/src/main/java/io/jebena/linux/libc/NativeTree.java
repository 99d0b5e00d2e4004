// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@link TreeCalls} on the real kernel. */
final class NativeTree implements TreeCalls {
    private static final long O_CLOEXEC = 0x80000;
    private static final int OPEN_TREE_CLONE = 1;
    private static final long MOUNT_ATTR_IDMAP = 0x100000;
    private static final int MOUNT_ATTR = 32;
    private static final int PATH_MAX = 4096;
    private static final int XATTR_MAX = 64 * 1024;
    private static final int STATX = 256;
    private static final int STATX_BASIC = 0x7ff;
    private static final int STATX_MNT_ID = 0x1000;

    /** How often a racing rename may make openat2 with RESOLVE_IN_ROOT ask for another try (EAGAIN). */
    private static final int RACES = 128;

    @Override
    public int mappedTree(byte[] path, int userNamespace) {
        try (Scratch scratch = Scratch.open()) {
            int attributes = scratch.reserve(MOUNT_ATTR);
            scratch.memory()
                    .putLong(attributes, MOUNT_ATTR_IDMAP)
                    .putLong(attributes + 8, 0)
                    .putLong(attributes + 16, 0)
                    .putLong(attributes + 24, userNamespace);
            long name = scratch.string(path);
            long empty = scratch.string(new byte[0]);
            int tree = (int)
                    Native.call("open_tree", text(path), Nr.OPEN_TREE, AT_FDCWD, name, OPEN_TREE_CLONE | O_CLOEXEC);
            long result = Native.raw(
                    Nr.MOUNT_SETATTR, tree, empty, AT_EMPTY_PATH, scratch.address(attributes), MOUNT_ATTR, 0);
            if (result < 0) {
                Native.raw(Nr.CLOSE, tree, 0, 0, 0, 0, 0);
                throw new SyscallException("mount_setattr", (int) -result, text(path));
            }
            return tree;
        }
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }

    @Override
    public int open(int directory, byte[] name, long flags, int mode, long resolve) {
        try (Scratch scratch = Scratch.open()) {
            int how = scratch.reserve(24);
            scratch.memory()
                    .putLong(how, flags | O_CLOEXEC)
                    .putLong(how + 8, mode)
                    .putLong(how + 16, resolve);
            long path = scratch.string(name);
            long result = -Errno.EAGAIN;
            for (int i = 0; i < RACES && (result == -Errno.EAGAIN || result == -Errno.EINTR); i++) {
                result = Native.raw(Nr.OPENAT2, directory, path, scratch.address(how), 24, 0, 0);
            }
            if (result < 0) {
                throw new SyscallException("openat2", (int) -result, text(name));
            }
            return (int) result;
        }
    }

    @Override
    public void makeDirectory(int directory, byte[] name, int mode) {
        try (Scratch scratch = Scratch.open()) {
            Native.call("mkdirat", text(name), Nr.MKDIRAT, directory, scratch.string(name), mode);
        }
    }

    @Override
    public void makeNode(int directory, byte[] name, int mode, long device) {
        try (Scratch scratch = Scratch.open()) {
            Native.call("mknodat", text(name), Nr.MKNODAT, directory, scratch.string(name), mode, device, 0, 0);
        }
    }

    @Override
    public void makeSymlink(byte[] target, int directory, byte[] name) {
        try (Scratch scratch = Scratch.open()) {
            Native.call("symlinkat", text(name), Nr.SYMLINKAT, scratch.string(target), directory, scratch.string(name));
        }
    }

    @Override
    public void link(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        try (Scratch scratch = Scratch.open()) {
            Native.call(
                    "linkat",
                    text(to),
                    Nr.LINKAT,
                    fromDirectory,
                    scratch.string(from),
                    toDirectory,
                    scratch.string(to),
                    0,
                    0);
        }
    }

    @Override
    public void remove(int directory, byte[] name, boolean isDirectory) {
        try (Scratch scratch = Scratch.open()) {
            Native.call(
                    "unlinkat",
                    text(name),
                    Nr.UNLINKAT,
                    directory,
                    scratch.string(name),
                    isDirectory ? AT_REMOVEDIR : 0);
        }
    }

    @Override
    public void rename(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags) {
        try (Scratch scratch = Scratch.open()) {
            Native.call(
                    "renameat2",
                    text(to),
                    Nr.RENAMEAT2,
                    fromDirectory,
                    scratch.string(from),
                    toDirectory,
                    scratch.string(to),
                    flags,
                    0);
        }
    }

    @Override
    public byte[] readLink(int directory, byte[] name) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(PATH_MAX);
            long length = Native.call(
                    "readlinkat",
                    text(name),
                    Nr.READLINKAT,
                    directory,
                    scratch.string(name),
                    scratch.address(at),
                    PATH_MAX,
                    0,
                    0);
            byte[] target = new byte[(int) length];
            for (int i = 0; i < target.length; i++) {
                target[i] = scratch.memory().get(at + i);
            }
            return target;
        }
    }

    @Override
    public void changeOwner(int directory, byte[] name, long user, long group, int flags) {
        try (Scratch scratch = Scratch.open()) {
            Native.call("fchownat", text(name), Nr.FCHOWNAT, directory, scratch.string(name), user, group, flags, 0);
        }
    }

    @Override
    public void changeMode(int fd, int mode) {
        Native.call("fchmod", "descriptor " + fd, Nr.FCHMOD, fd, mode, 0);
    }

    @Override
    public void changeMode(int directory, byte[] name, int mode) {
        try (Scratch scratch = Scratch.open()) {
            Native.call("fchmodat", text(name), Nr.FCHMODAT, directory, scratch.string(name), mode);
        }
    }

    @Override
    public void changeTimes(
            int directory,
            byte[] name,
            long accessSeconds,
            long accessNanos,
            long modifySeconds,
            long modifyNanos,
            int flags) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(32);
            scratch.memory()
                    .putLong(at, accessSeconds)
                    .putLong(at + 8, accessNanos)
                    .putLong(at + 16, modifySeconds)
                    .putLong(at + 24, modifyNanos);
            // an empty name means the descriptor itself: NULL for utimensat unless AT_EMPTY_PATH (Linux 5.8) is given
            long path = name.length == 0 && (flags & AT_EMPTY_PATH) == 0 ? 0 : scratch.string(name);
            Native.call("utimensat", text(name), Nr.UTIMENSAT, directory, path, scratch.address(at), flags, 0, 0);
        }
    }

    @Override
    public void setAttribute(int fd, byte[] attribute, byte[] value) {
        setAttribute("fsetxattr", Nr.FSETXATTR, fd, new byte[0], attribute, value);
    }

    @Override
    public void setAttribute(byte[] path, byte[] attribute, byte[] value) {
        setAttribute("lsetxattr", Nr.LSETXATTR, -1, path, attribute, value);
    }

    private static void setAttribute(String operation, long nr, int fd, byte[] path, byte[] attribute, byte[] value) {
        ByteBuffer content =
                ByteBuffer.allocateDirect(Math.max(1, value.length)).put(value);
        content.position(0);
        try (Scratch scratch = Scratch.open()) {
            Native.call(
                    operation,
                    text(attribute),
                    nr,
                    fd >= 0 ? fd : scratch.string(path),
                    scratch.string(attribute),
                    Native.address(content),
                    value.length,
                    0,
                    0);
        } finally {
            Reference.reachabilityFence(content);
        }
    }

    @Override
    public byte @Nullable [] attribute(int fd, byte[] attribute) {
        ByteBuffer content = ByteBuffer.allocateDirect(XATTR_MAX);
        try (Scratch scratch = Scratch.open()) {
            long length =
                    Native.raw(Nr.FGETXATTR, fd, scratch.string(attribute), Native.address(content), XATTR_MAX, 0, 0);
            return value("fgetxattr", length, content, attribute);
        }
    }

    @Override
    public byte @Nullable [] attribute(byte[] path, byte[] attribute) {
        ByteBuffer content = ByteBuffer.allocateDirect(XATTR_MAX);
        try (Scratch scratch = Scratch.open()) {
            long length = Native.raw(
                    Nr.GETXATTR,
                    scratch.string(path),
                    scratch.string(attribute),
                    Native.address(content),
                    XATTR_MAX,
                    0,
                    0);
            return value("getxattr", length, content, attribute);
        }
    }

    @Override
    public byte[] attributes(byte[] path) {
        try (Scratch scratch = Scratch.open()) {
            long at = scratch.string(path);
            long length = Native.raw(Nr.LISTXATTR, at, 0, 0, 0, 0, 0);
            if (length == 0) {
                return new byte[0];
            }
            ByteBuffer content = ByteBuffer.allocateDirect(XATTR_MAX);
            if (length > 0) {
                length = Native.raw(Nr.LISTXATTR, at, Native.address(content), XATTR_MAX, 0, 0, 0);
            }
            byte[] names = value("listxattr", length, content, path);
            return names == null ? new byte[0] : names;
        }
    }

    private static byte @Nullable [] value(String operation, long length, ByteBuffer content, byte[] target) {
        if (length == -Errno.ENODATA || length == -Errno.EOPNOTSUPP) {
            return null;
        }
        if (length < 0) {
            throw new SyscallException(operation, (int) -length, text(target));
        }
        byte[] value = new byte[(int) length];
        content.get(0, value);
        return value;
    }

    @Override
    public long mountId(int directory, byte[] name) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(STATX);
            int how = AT_SYMLINK_NOFOLLOW | (name.length == 0 ? AT_EMPTY_PATH : 0);
            long path = scratch.string(name);
            Native.call("statx", text(name), Nr.STATX, directory, path, how, STATX_MNT_ID, scratch.address(at), 0);
            return scratch.memory().getLong(at + 144);
        }
    }

    @Override
    public FileStatus status(int directory, byte[] name, int flags) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(STATX);
            int how = name.length == 0 ? flags | AT_EMPTY_PATH : flags;
            Native.call(
                    "statx",
                    text(name),
                    Nr.STATX,
                    directory,
                    scratch.string(name),
                    how,
                    STATX_BASIC,
                    scratch.address(at),
                    0);
            return read(scratch.memory(), at);
        }
    }

    /** struct statx of linux/stat.h. */
    private static FileStatus read(ByteBuffer memory, int at) {
        return new FileStatus(
                memory.getShort(at + 28) & 0xffff,
                memory.getInt(at + 16),
                memory.getInt(at + 20) & 0xffff_ffffL,
                memory.getInt(at + 24) & 0xffff_ffffL,
                memory.getLong(at + 32),
                memory.getLong(at + 40),
                memory.getLong(at + 112),
                memory.getInt(at + 120),
                memory.getInt(at + 128),
                memory.getInt(at + 132),
                memory.getInt(at + 136),
                memory.getInt(at + 140));
    }

    @Override
    public int readDirectory(int fd, ByteBuffer into) {
        long result = Native.call(
                "getdents64", "descriptor " + fd, Nr.GETDENTS64, fd, Native.address(into), into.remaining());
        into.position(into.position() + (int) result);
        return (int) result;
    }

    @Override
    public long fileSystemType(int fd) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(120);
            Native.call("fstatfs", "descriptor " + fd, Nr.FSTATFS, fd, scratch.address(at), 0);
            return scratch.memory().getLong(at);
        }
    }
}
