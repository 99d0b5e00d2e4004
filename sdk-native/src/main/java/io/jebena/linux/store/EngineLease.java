// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.linux.fd.FileLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One open engine's sign of life: a locked file named after its id. The kernel unlocks it when the JVM ends, however it
 * ends; an unlocked file is what is left of a dead engine.
 */
public final class EngineLease implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final Path file;
    private final FileLease lock;

    private EngineLease(String id, Path file, FileLease lock) {
        this.id = id;
        this.file = file;
        this.lock = lock;
    }

    /**
     * Signs a new engine in, after whatever dead ones left has been cleared away.
     *
     * @param root engine root
     * @param sweep clears away what the dead engine of this id left; its file goes afterwards
     * @return the new engine's lease
     */
    @SuppressWarnings("try") // locks are held, not used
    public static EngineLease open(EngineRoot root, Consumer<String> sweep) {
        try (FileLease ignored = root.lock()) {
            for (Path dead : signs(root)) {
                Optional<FileLease> unlocked = FileLease.tryAcquire(dead);
                if (unlocked.isPresent()) {
                    try (FileLease held = unlocked.get()) {
                        sweep.accept(dead.getFileName().toString());
                        EngineRoot.io("remove " + dead, () -> Files.deleteIfExists(dead));
                    }
                }
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

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the next open of the root takes it for a dead engine's, and removes it
            System.getLogger(EngineLease.class.getName()).log(System.Logger.Level.DEBUG, "cannot remove " + file, e);
        }
        lock.close();
    }
}
