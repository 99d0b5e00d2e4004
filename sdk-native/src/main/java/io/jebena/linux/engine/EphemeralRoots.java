// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.error.HostRequirementException;
import io.jebena.linux.fd.FileLease;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.fd.TreeRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Roots that live as long as their engine. All lie in one directory, each beside a locked file, so that the next engine
 * with such a root finds and removes those whose JVM was killed.
 */
final class EphemeralRoots implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(EphemeralRoots.class.getName());
    private static final String LEASE = ".lease";

    private final Path directory;
    private final String name;
    private final FileLease lease;

    private EphemeralRoots(Path directory, String name, FileLease lease) {
        this.directory = directory;
        this.name = name;
        this.lease = lease;
    }

    @SuppressWarnings("try") // the lock is held, not used
    static EphemeralRoots make(Path directory) {
        try {
            Files.createDirectories(directory);
            try (FileLease ignored = FileLease.acquire(directory.resolve("lock"), true)) {
                sweep(directory);
                String name = UUID.randomUUID().toString().substring(0, 8);
                FileLease lease = FileLease.acquire(directory.resolve(name + LEASE), true);
                return new EphemeralRoots(directory, name, lease);
            }
        } catch (IOException e) {
            HostRequirementException refused = new HostRequirementException(
                    "cannot make an ephemeral root in " + directory + ": " + e,
                    "give a directory that this user may write with EngineOptions.root(path)");
            refused.initCause(e);
            throw refused;
        }
    }

    private static void sweep(Path directory) throws IOException {
        List<Path> leases;
        try (Stream<Path> files = Files.list(directory)) {
            leases = files.filter(f -> f.toString().endsWith(LEASE)).toList();
        }
        for (Path file : leases) {
            try {
                sweep(directory, file);
            } catch (RuntimeException e) {
                LOGGER.log(System.Logger.Level.WARNING, "cannot clear away the ephemeral root of " + file, e);
            }
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private static void sweep(Path directory, Path file) {
        Optional<FileLease> dead = FileLease.tryAcquire(file);
        if (dead.isPresent()) {
            try (FileLease held = dead.get()) {
                String lease = file.getFileName().toString();
                if (DeadRoot.sweep(directory.resolve(lease.substring(0, lease.length() - LEASE.length())))) {
                    remove(directory, lease);
                }
            }
        }
    }

    Path path() {
        return directory.resolve(name);
    }

    private static void remove(Path directory, String lease) {
        try (RootedPath parent = RootedPath.open(directory.toString())) {
            TreeRemoval.remove(parent, lease.substring(0, lease.length() - LEASE.length()));
            TreeRemoval.remove(parent, lease);
        }
    }

    /** Leaves the root to the next engine's sweep. */
    void abandon() {
        lease.close();
    }

    @Override
    public void close() {
        try {
            remove(directory, name + LEASE);
        } finally {
            lease.close();
        }
    }
}
