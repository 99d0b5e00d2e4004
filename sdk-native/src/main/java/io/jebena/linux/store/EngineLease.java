// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.linux.fd.FileLease;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One open engine's sign of life: a locked file named after its id. The kernel unlocks it when the JVM ends, however it
 * ends; an unlocked file is what is left of a dead engine.
 */
public final class EngineLease implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(EngineLease.class.getName());
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final Path file;
    private final FileLease lock;

    private EngineLease(String id, Path file, FileLease lock) {
        this.id = id;
        this.file = file;
        this.lock = lock;
    }

    /** Clears away what engines left that are gone. Called while the root is locked. */
    public interface Sweep {
        /**
         * Ends what an engine left running that died without closing; its sign goes afterwards.
         *
         * @param engine its id
         */
        void end(String engine);

        /**
         * Clears the root of all that belongs to none of the engines given.
         *
         * @param spared ids of the engines that are alive, and of those that could not be ended
         */
        void clear(Set<String> spared);
    }

    /**
     * Signs a new engine in, after whatever dead ones left has been cleared away. What cannot be cleared away is logged,
     * and tried again at the next opening.
     *
     * @param root engine root
     * @param sweep clears away
     * @return the new engine's lease
     */
    @SuppressWarnings("try") // the lock is held, not used
    public static EngineLease open(EngineRoot root, Sweep sweep) {
        try (FileLease ignored = root.lock()) {
            Set<String> spared = new HashSet<>();
            for (Path sign : signs(root)) {
                if (!end(sign, sweep)) {
                    spared.add(sign.getFileName().toString());
                }
            }
            try {
                sweep.clear(spared);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, "cannot clear all that dead engines left in " + root.path(), e);
            }
            byte[] bits = new byte[6];
            RANDOM.nextBytes(bits);
            String id = HexFormat.of().formatHex(bits);
            Path file = root.engines().resolve(id);
            FileLease lock = FileLease.tryAcquire(file)
                    .orElseThrow(() -> new IllegalStateException("the new lease " + file + " is held by another"));
            return new EngineLease(id, file, lock);
        }
    }

    /** False if the engine is alive, or dead with something left that cannot be ended now. */
    @SuppressWarnings("try") // the lock is held, not used
    private static boolean end(Path sign, Sweep sweep) {
        try {
            Optional<FileLease> unlocked = FileLease.tryAcquire(sign);
            if (unlocked.isEmpty()) {
                return false;
            }
            try (FileLease held = unlocked.get()) {
                sweep.end(sign.getFileName().toString());
                EngineRoot.io("remove " + sign, () -> Files.deleteIfExists(sign));
                return true;
            }
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "cannot end what the dead engine " + sign + " left", e);
            return false;
        }
    }

    /**
     * Tells whether a root has engines that are open, or that died and are not cleared away.
     *
     * @param root engine root
     * @return true if there is one
     */
    public static boolean anyIn(EngineRoot root) {
        return !signs(root).isEmpty();
    }

    private static List<Path> signs(EngineRoot root) {
        return EngineRoot.io("list " + root.engines(), () -> {
            try (Stream<Path> files = Files.list(root.engines())) {
                return files.toList();
            }
        });
    }

    /**
     * Tells whether an engine's JVM is alive.
     *
     * @param root engine root
     * @param id engine's id
     * @return false if it was closed or died
     */
    public static boolean isAlive(EngineRoot root, String id) {
        Path file = root.engines().resolve(id);
        if (!Files.exists(file)) {
            return false;
        }
        Optional<FileLease> unlocked = FileLease.tryAcquire(file);
        unlocked.ifPresent(FileLease::close);
        return unlocked.isEmpty();
    }

    /**
     * The engine's id, which names everything that the kernel keeps for it.
     *
     * @return twelve hex digits
     */
    public String id() {
        return id;
    }

    /** Signs the engine out as one that died: what it could not take away itself, the next opening clears away. */
    public void abandon() {
        lock.close();
    }

    /** Signs the engine out, with nothing left of it. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the next open of the root takes it for a dead engine's, and removes it
            LOGGER.log(Level.DEBUG, "cannot remove " + file, e);
        }
        lock.close();
    }
}
