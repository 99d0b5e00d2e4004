// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.engine.EngineOptions;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.store.EngineRoot;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The root that options ask for; one that is ephemeral goes with the engine, or with the next one if the JVM dies. */
final class RootPlace implements AutoCloseable {
    private static final Path ROOTS_OWN = Path.of("/var/lib/jebena");

    private final EngineRoot root;
    private final @Nullable EphemeralRoots ephemeral;

    private RootPlace(EngineRoot root, @Nullable EphemeralRoots ephemeral) {
        this.root = root;
        this.ephemeral = ephemeral;
    }

    static RootPlace of(EngineOptions options) {
        if (options.ephemeral()) {
            EphemeralRoots roots = EphemeralRoots.make(usual().resolve("ephemeral"));
            return new RootPlace(EngineRoot.open(roots.path()), roots);
        }
        return new RootPlace(EngineRoot.open(options.root().orElseGet(RootPlace::usual)), null);
    }

    private static Path usual() {
        if (Kernel.processes().effectiveUser() == 0) {
            return ROOTS_OWN;
        }
        String data = Optional.ofNullable(System.getenv("XDG_DATA_HOME"))
                .filter(d -> d.startsWith("/"))
                .orElse(System.getProperty("user.home") + "/.local/share");
        return Path.of(data, "jebena");
    }

    EngineRoot root() {
        return root;
    }

    /** Whether it stays when the engine is closed. */
    boolean lasting() {
        return ephemeral == null;
    }

    /** Leaves what goes with the engine to the next one. */
    void abandon() {
        if (ephemeral != null) {
            ephemeral.abandon();
        }
    }

    @Override
    public void close() {
        if (ephemeral != null) {
            ephemeral.close();
        }
    }
}
