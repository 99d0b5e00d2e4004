// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Locks that hold between threads and between processes, as a port: the JDK's file locks go when an unrelated descriptor
 * of the same file is closed, flock(2) does not. A lock ends with the process that holds it. Thread-safe.
 */
public interface StoreLock {
    /** A lock that is held until it is closed. */
    interface Held extends AutoCloseable {
        /** Lets go. */
        @Override
        void close();
    }

    /**
     * Waits for a lock that any number may share.
     *
     * @param file the file that stands for the lock; made if missing
     * @return the lock
     */
    Held shared(Path file);

    /**
     * Waits for a lock that nobody else holds.
     *
     * @param file the file that stands for the lock; made if missing
     * @return the lock
     */
    Held exclusive(Path file);

    /**
     * Takes a lock that nobody else holds, if that is possible at once.
     *
     * @param file the file that stands for the lock; made if missing
     * @return the lock, or empty if somebody else holds it
     */
    Optional<Held> tryExclusive(Path file);
}
