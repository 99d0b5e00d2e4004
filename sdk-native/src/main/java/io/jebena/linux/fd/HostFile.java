// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;
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
     * Gives a file or directory another name on the same file system; what has that name is replaced.
     *
     * @param from host path
     * @param to host path
     */
    public static void rename(Path from, Path to) {
        Kernel.tree()
                .rename(
                        TreeCalls.AT_FDCWD,
                        from.toString().getBytes(StandardCharsets.UTF_8),
                        TreeCalls.AT_FDCWD,
                        to.toString().getBytes(StandardCharsets.UTF_8),
                        0);
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
}
