// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.TreeCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory that serves as "/" for every name looked up through it: the kernel itself keeps absolute links and
 * {@code ..} inside (openat2 with RESOLVE_IN_ROOT and RESOLVE_NO_MAGICLINKS, Linux 5.6), however the tree is changed
 * meanwhile.
 */
public final class RootedPath implements AutoCloseable {
    private static final long RESOLVE = TreeCalls.RESOLVE_IN_ROOT | TreeCalls.RESOLVE_NO_MAGICLINKS;

    private final Fd root;

    private RootedPath(Fd root) {
        this.root = root;
    }

    /**
     * Opens a root by its host path.
     *
     * @param directory absolute host path of a directory
     * @return the root
     */
    public static RootedPath open(String directory) {
        return new RootedPath(Fd.open(directory, TreeCalls.O_PATH | TreeCalls.O_DIRECTORY, 0));
    }

    /**
     * Takes a directory's descriptor as a root.
     *
     * @param directory descriptor; owned by the new object
     * @return the root
     */
    public static RootedPath of(Fd directory) {
        return new RootedPath(directory);
    }

    /**
     * The root's own descriptor.
     *
     * @return the descriptor, owned by this object
     */
    public Fd fd() {
        return root;
    }

    /**
     * Opens a name inside the root.
     *
     * @param name path; a leading "/" means the root
     * @param flags {@code O_*} bits
     * @param mode permission bits where a file may be created, else 0
     * @return the descriptor
     */
    public Fd open(byte[] name, long flags, int mode) {
        return Fd.own(Kernel.tree().open(root.number(), name, flags, mode, RESOLVE));
    }

    /**
     * Opens a name inside the root.
     *
     * @param name path; a leading "/" means the root
     * @param flags {@code O_*} bits
     * @param mode permission bits where a file may be created, else 0
     * @return the descriptor
     */
    public Fd open(String name, long flags, int mode) {
        return open(name.getBytes(StandardCharsets.UTF_8), flags, mode);
    }

    /**
     * Opens a directory inside the root as a root of its own, without following a link at its end.
     *
     * @param name path
     * @return the directory
     */
    public RootedPath directory(byte[] name) {
        return new RootedPath(open(name, TreeCalls.O_PATH | TreeCalls.O_DIRECTORY | TreeCalls.O_NOFOLLOW, 0));
    }

    /**
     * Makes a directory directly in this one.
     *
     * @param name a single name, without "/"
     * @param mode permission bits
     */
    public void makeDirectory(byte[] name, int mode) {
        Kernel.tree().makeDirectory(root.number(), single(name), mode);
    }

    /**
     * Makes a device node, fifo or socket directly in this directory.
     *
     * @param name a single name, without "/"
     * @param mode type and permission bits
     * @param major device's major number
     * @param minor device's minor number
     */
    public void makeNode(byte[] name, int mode, int major, int minor) {
        // the kernel's huge encoding of dev_t: mmmM MMmm
        long device = (minor & 0xffL) | ((long) major << 8) | ((minor & ~0xffL) << 12);
        Kernel.tree().makeNode(root.number(), single(name), mode, device);
    }

    /**
     * Makes a symbolic link directly in this directory.
     *
     * @param name a single name, without "/"
     * @param target what it says
     */
    public void makeSymlink(byte[] name, byte[] target) {
        Kernel.tree().makeSymlink(target, root.number(), single(name));
    }

    /**
     * Gives an existing file of another directory a second name directly in this one.
     *
     * @param name a single name, without "/"
     * @param fromDirectory directory of the existing name
     * @param from existing single name; a symbolic link is not followed
     */
    public void makeLink(byte[] name, RootedPath fromDirectory, byte[] from) {
        Kernel.tree().link(fromDirectory.root.number(), single(from), root.number(), single(name));
    }

    /**
     * Removes a name directly in this directory.
     *
     * @param name a single name, without "/"
     * @param isDirectory whether it is an empty directory
     */
    public void remove(byte[] name, boolean isDirectory) {
        Kernel.tree().remove(root.number(), single(name), isDirectory);
    }

    /**
     * Sets the permission bits of a name directly in this directory; refused by the kernel if it is a symbolic link.
     * fchmodat(2) would follow the link, and device nodes and fifos must not be opened for fchmod(2): so it goes through
     * a descriptor that only names the file.
     *
     * @param name a single name, without "/"
     * @param mode permission bits
     */
    public void changeMode(byte[] name, int mode) {
        try (Fd named = open(single(name), TreeCalls.O_PATH | TreeCalls.O_NOFOLLOW, 0)) {
            Kernel.tree().changeMode(TreeCalls.AT_FDCWD, named.procPath().getBytes(StandardCharsets.UTF_8), mode);
        }
    }

    /**
     * Sets the owner of a name directly in this directory, a link itself if it is one.
     *
     * @param name a single name, without "/"
     * @param user user id
     * @param group group id
     */
    public void changeOwner(byte[] name, long user, long group) {
        Kernel.tree().changeOwner(root.number(), single(name), user, group, TreeCalls.AT_SYMLINK_NOFOLLOW);
    }

    /**
     * Sets both times of a name directly in this directory, of a link itself if it is one.
     *
     * @param name a single name, without "/"
     * @param seconds whole seconds since 1970
     * @param nanos and nanoseconds
     */
    public void changeTimes(byte[] name, long seconds, long nanos) {
        Kernel.tree()
                .changeTimes(
                        root.number(), single(name), seconds, nanos, seconds, nanos, TreeCalls.AT_SYMLINK_NOFOLLOW);
    }

    /**
     * Sets an extended attribute of a name directly in this directory, of a link itself if it is one.
     *
     * @param name a single name, without "/"
     * @param attribute its name
     * @param value its value
     */
    public void setAttribute(byte[] name, byte[] attribute, byte[] value) {
        byte[] directory = (root.procPath() + "/").getBytes(StandardCharsets.UTF_8);
        byte[] path = new byte[directory.length + single(name).length];
        System.arraycopy(directory, 0, path, 0, directory.length);
        System.arraycopy(name, 0, path, directory.length, name.length);
        Kernel.tree().setAttribute(path, attribute, value);
    }

    /**
     * What the kernel says of a name directly in this directory, of a link itself if it is one.
     *
     * @param name a single name, without "/"
     * @return its status
     */
    public FileStatus status(byte[] name) {
        return Kernel.tree().status(root.number(), single(name), TreeCalls.AT_SYMLINK_NOFOLLOW);
    }

    /**
     * What a symbolic link directly in this directory says.
     *
     * @param name a single name, without "/"
     * @return its target
     */
    public byte[] readLink(byte[] name) {
        return Kernel.tree().readLink(root.number(), single(name));
    }

    /**
     * The names in this directory, without "." and "..".
     *
     * @return the names, in the kernel's order
     */
    public List<byte[]> list() {
        List<byte[]> names = new ArrayList<>();
        ByteBuffer entries = ByteBuffer.allocateDirect(32 * 1024).order(ByteOrder.nativeOrder());
        try (Fd fd = open(new byte[] {'.'}, TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0)) {
            while (Kernel.tree().readDirectory(fd.number(), entries) > 0) {
                entries.flip();
                collect(entries, names);
                entries.clear();
            }
        }
        return names;
    }

    /** struct linux_dirent64: u64 inode, s64 offset, u16 record length, u8 type, name with NUL. */
    private static void collect(ByteBuffer entries, List<byte[]> names) {
        int at = 0;
        while (at < entries.limit()) {
            int length = entries.getShort(at + 16) & 0xffff;
            int end = at + 19;
            while (entries.get(end) != 0) {
                end++;
            }
            byte[] name = new byte[end - at - 19];
            entries.get(at + 19, name);
            if (!(name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.'))) {
                names.add(name);
            }
            at += length;
        }
    }

    /** Calls that do not resolve paths take single names only: a "/" inside could walk through a link. */
    private static byte[] single(byte[] name) {
        boolean dots = name.length > 0 && name.length <= 2 && name[0] == '.' && name[name.length - 1] == '.';
        boolean slash = false;
        for (byte b : name) {
            slash |= b == '/';
        }
        if (name.length == 0 || slash || dots) {
            throw new IllegalArgumentException(
                    "a single file name is needed, not \"" + new String(name, StandardCharsets.UTF_8) + "\"");
        }
        return name;
    }

    @Override
    public void close() {
        root.close();
    }
}
