// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;

/** Locks between threads only: these tests have one process. */
public final class ThreadLock implements StoreLock {
    private final Map<Path, StampedLock> locks = new ConcurrentHashMap<>();

    private StampedLock lock(Path file) {
        return locks.computeIfAbsent(file, f -> new StampedLock());
    }

    @Override
    public Held shared(Path file) {
        StampedLock lock = lock(file);
        long stamp = lock.readLock();
        return () -> lock.unlockRead(stamp);
    }

    @Override
    public Held exclusive(Path file) {
        StampedLock lock = lock(file);
        long stamp = lock.writeLock();
        return () -> lock.unlockWrite(stamp);
    }

    @Override
    public Optional<Held> tryExclusive(Path file) {
        StampedLock lock = lock(file);
        long stamp = lock.tryWriteLock();
        return stamp == 0 ? Optional.empty() : Optional.of(() -> lock.unlockWrite(stamp));
    }
}
