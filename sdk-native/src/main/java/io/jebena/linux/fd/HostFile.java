// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Small files of our own on the host, replaced as a whole. */
public final class HostFile {
    private static final int OWNER_ONLY = 0b110_000_000;

    private HostFile() {}

    /**
     * Puts a new content in place by rename: a reader sees all of the old one or all of the new one. Not synced to the
     * disk. Readable by the owner only.
     *
     * @param file host path; another writer of the same file must be kept out by the caller
     * @param content the bytes
     */
    public static void replace(Path file, byte[] content) {
        String fresh = file + ".new";
        ByteBuffer direct =
                ByteBuffer.allocateDirect(Math.max(1, content.length)).put(content);
        direct.flip();
        long flags = TreeCalls.O_WRONLY | TreeCalls.O_CREAT | TreeCalls.O_TRUNC | TreeCalls.O_NOFOLLOW;
        try (Fd fd = Fd.open(fresh, flags, OWNER_ONLY)) {
            fd.writeFully(direct);
        }
        rename(Path.of(fresh), file);
    }

    /**
     * Makes a file, if there is none of this name: whoever sees it sees all of it. Readable by the owner only.
     *
     * @param file host path, on a file system that knows RENAME_NOREPLACE (Linux 3.15), as those below an overlay must
     * @param fresh host path on the same file system, where the content is written first
     * @param content the bytes
     * @return false if there is one
     */
    public static boolean create(Path file, Path fresh, byte[] content) {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(Math.max(1, content.length)).put(content);
        direct.flip();
        long flags = TreeCalls.O_WRONLY | TreeCalls.O_CREAT | TreeCalls.O_TRUNC | TreeCalls.O_NOFOLLOW;
        try (Fd fd = Fd.open(fresh.toString(), flags, OWNER_ONLY)) {
            fd.writeFully(direct);
            rename(fresh, file, TreeCalls.RENAME_NOREPLACE);
            return true;
        } catch (SyscallException e) {
            removeQuietly(fresh, e);
            if (e.is(Errno.EEXIST)) {
                return false;
            }
            throw e;
        }
    }

    private static void removeQuietly(Path file, SyscallException failure) {
        try {
            Kernel.tree().remove(TreeCalls.AT_FDCWD, file.toString().getBytes(StandardCharsets.UTF_8), false);
        } catch (SyscallException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Gives a file or directory another name on the same file system; what has that name is replaced.
     *
     * @param from host path
     * @param to host path
     */
    public static void rename(Path from, Path to) {
        rename(from, to, 0);
    }

    private static void rename(Path from, Path to, int flags) {
        Kernel.tree()
                .rename(
                        TreeCalls.AT_FDCWD,
                        from.toString().getBytes(StandardCharsets.UTF_8),
                        TreeCalls.AT_FDCWD,
                        to.toString().getBytes(StandardCharsets.UTF_8),
                        flags);
    }

    /**
     * Makes a directory.
     *
     * @param directory host path whose parent exists
     * @param mode permission bits
     */
    public static void makeDirectory(Path directory, int mode) {
        Kernel.tree().makeDirectory(TreeCalls.AT_FDCWD, directory.toString().getBytes(StandardCharsets.UTF_8), mode);
    }

    /**
     * Whether there is something of this name; a link itself counts.
     *
     * @param file host path
     * @return true if so
     */
    public static boolean exists(Path file) {
        try {
            Fd.open(file.toString(), TreeCalls.O_PATH | TreeCalls.O_NOFOLLOW, 0).close();
            return true;
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Gives a file or directory to others; a link is changed itself.
     *
     * @param file host path
     * @param user the new owner
     * @param group the new group
     */
    public static void changeOwner(Path file, long user, long group) {
        byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
        Kernel.tree().changeOwner(TreeCalls.AT_FDCWD, name, user, group, TreeCalls.AT_SYMLINK_NOFOLLOW);
    }
}
