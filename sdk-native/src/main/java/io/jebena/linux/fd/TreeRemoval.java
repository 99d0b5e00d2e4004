// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Removes directories with all they hold, without following a link and without leaving the file system tree it was
 * given, whatever a container put there: names of any bytes, directories nested thousands deep.
 */
public final class TreeRemoval {
    /** Directories that are open at once; what lies deeper is first moved up. */
    private static final int DEPTH = 32;

    private final RootedPath parent;
    private final Queue<byte[]> movedUp = new ArrayDeque<>();
    private int moves;

    private TreeRemoval(RootedPath parent) {
        this.parent = parent;
    }

    /**
     * Removes a file or a whole directory; nothing happens if it does not exist.
     *
     * @param parent directory that holds it
     * @param name a single name in it
     * @throws SyscallException if the kernel refuses to remove something
     */
    public static void remove(RootedPath parent, String name) {
        TreeRemoval removal = new TreeRemoval(parent);
        removal.movedUp.add(name.getBytes(StandardCharsets.UTF_8));
        for (byte[] next = removal.movedUp.poll(); next != null; next = removal.movedUp.poll()) {
            removal.entry(parent, next, 0);
        }
    }

    private void entry(RootedPath directory, byte[] name, int depth) {
        try {
            directory.remove(name, false);
        } catch (SyscallException e) {
            // unlink(2) of a directory: EISDIR on Linux, EPERM in POSIX and some file systems
            if (e.is(Errno.EISDIR) || e.is(Errno.EPERM)) {
                tree(directory, name, depth);
            } else if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
    }

    private void tree(RootedPath directory, byte[] name, int depth) {
        if (depth == DEPTH) {
            byte[] higher = (".jebena-remove-" + moves++).getBytes(StandardCharsets.UTF_8);
            Kernel.tree().rename(directory.fd().number(), name, parent.fd().number(), higher, 0);
            movedUp.add(higher);
            return;
        }
        try (RootedPath inner = directory.directory(name)) {
            for (byte[] entry : inner.list()) {
                entry(inner, entry, depth + 1);
            }
        }
        directory.remove(name, true);
    }
}
