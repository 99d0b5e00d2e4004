// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.error.ContainerException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A place on the host that is copied from or to, and what the copy is to be called.
 *
 * @param file the source, or the directory that is written to
 * @param name what the copy is called
 * @param directory whether it is a directory
 */
@SuppressWarnings("ArrayRecordComponent") // names are bytes to the kernel, and nobody compares places
record HostPlace(Fd file, byte[] name, boolean directory) implements AutoCloseable {
    private static final byte[] HERE = {'.'};

    /** What is copied from the host. */
    static HostPlace ofSource(Path source) {
        String path = source.toString();
        boolean content = path.isEmpty() || path.equals(".") || path.endsWith("/.");
        Path absolute = source.toAbsolutePath().normalize();
        Path last = absolute.getFileName();
        if (last == null) {
            throw new InvalidSpecException("source", "the host's whole root cannot be copied: name a directory in it");
        }
        try {
            Fd file = Fd.open(absolute.toString(), TreeCalls.O_PATH | TreeCalls.O_NOFOLLOW, 0);
            boolean directory = file.status().is(FileStatus.S_IFDIR);
            byte[] name = content ? HERE : last.toString().getBytes(StandardCharsets.UTF_8);
            return new HostPlace(file, name, directory);
        } catch (SyscallException e) {
            throw missing(absolute, e);
        }
    }

    /** Where a copy to the host goes: into the target if that is a directory, else under its name. */
    static HostPlace ofTarget(Path target, byte[] own, boolean directory) {
        Path absolute = target.toAbsolutePath().normalize();
        try {
            Fd there = Fd.open(absolute.toString(), TreeCalls.O_PATH, 0);
            if (there.status().is(FileStatus.S_IFDIR)) {
                return new HostPlace(there, own, true);
            }
            there.close();
            if (directory) {
                throw new ContainerException("cannot copy a directory to " + absolute + ": it is no directory");
            }
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
                throw e;
            }
        }
        Path parent = absolute.getParent();
        Path last = absolute.getFileName();
        if (parent == null || last == null) {
            throw new InvalidSpecException("target", absolute + " has no parent to copy to");
        }
        try {
            Fd above = Fd.open(parent.toString(), TreeCalls.O_PATH | TreeCalls.O_DIRECTORY, 0);
            return new HostPlace(above, last.toString().getBytes(StandardCharsets.UTF_8), true);
        } catch (SyscallException e) {
            throw missing(parent, e);
        }
    }

    private static RuntimeException missing(Path path, SyscallException e) {
        if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
            return e;
        }
        NotFoundException missing = new NotFoundException("file", path + " on the host");
        missing.initCause(e);
        return missing;
    }

    /** A directory as a root for names: nothing that is written below it leaves it. Owned by this. */
    RootedPath root() {
        return RootedPath.of(file);
    }

    @Override
    public void close() {
        file.close();
    }
}
