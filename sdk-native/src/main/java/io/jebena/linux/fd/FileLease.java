// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.TreeCalls;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A flock(2) lock on a file: held by the open file, so it neither goes when an unrelated descriptor of the same file is
 * closed, as POSIX record locks do, nor stays when the process dies.
 */
public final class FileLease implements AutoCloseable {
    private final Fd fd;

    private FileLease(Fd fd) {
        this.fd = fd;
    }

    /**
     * Waits for the lock.
     *
     * @param file host path; made if missing
     * @param exclusive exclusive, or shared with other shared holders
     * @return the lock, until it is closed
     */
    public static FileLease acquire(Path file, boolean exclusive) {
        Fd fd = openFile(file);
        try {
            Kernel.descriptors().lock(fd.number(), exclusive, true);
            return new FileLease(fd);
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    /**
     * Takes the exclusive lock if nobody holds it.
     *
     * @param file host path; made if missing
     * @return the lock, or empty if another holds it
     */
    public static Optional<FileLease> tryAcquire(Path file) {
        Fd fd = openFile(file);
        try {
            if (Kernel.descriptors().lock(fd.number(), true, false)) {
                return Optional.of(new FileLease(fd));
            }
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
        fd.close();
        return Optional.empty();
    }

    private static Fd openFile(Path file) {
        return Fd.open(file.toString(), TreeCalls.O_RDWR | TreeCalls.O_CREAT | TreeCalls.O_NOFOLLOW, 0b110_000_000);
    }

    @Override
    public void close() {
        fd.close();
    }
}
