// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import io.jebena.linux.fd.FileLease;
import io.jebena.oci.store.StoreLock;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Locks of the image store by flock(2). Each lock is an open file of its own, so that it holds between the threads of one
 * process as it does between processes.
 */
public final class FlockStoreLock implements StoreLock {
    /** Creates it; it has no state. */
    public FlockStoreLock() {}

    @Override
    public Held shared(Path file) {
        return FileLease.acquire(file, false)::close;
    }

    @Override
    public Held exclusive(Path file) {
        return FileLease.acquire(file, true)::close;
    }

    @Override
    public Optional<Held> tryExclusive(Path file) {
        return FileLease.tryAcquire(file).map(lease -> lease::close);
    }
}
