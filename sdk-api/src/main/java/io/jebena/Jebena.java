// SPDX-License-Identifier: Apache-2.0
package io.jebena;

import static java.util.Objects.requireNonNull;

import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import io.jebena.error.ContainerException;
import io.jebena.error.HostRequirementException;
import io.jebena.spi.Availability;
import io.jebena.spi.EngineProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The door to containers inside this Java process. All methods are thread-safe.
 *
 * <pre>{@code
 * try (ContainerEngine engine = Jebena.open()) {
 *     String text = engine.containers().run(c -> c.hostRootfs().command("echo", "hello")).stdout();
 * }
 * }</pre>
 */
public final class Jebena {
    private Jebena() {}

    /**
     * Opens an engine with {@link EngineOptions#DEFAULT}.
     *
     * @return the engine, to be closed by the caller
     * @throws HostRequirementException if there is no engine on the class or module path, or the host lacks something essential
     * @throws ContainerException if the root cannot be used
     */
    public static ContainerEngine open() {
        return open(EngineOptions.DEFAULT);
    }

    /**
     * Opens an engine.
     *
     * @param options sets how
     * @return the engine, to be closed by the caller
     * @throws HostRequirementException if there is no engine on the class or module path, or the host lacks something essential
     * @throws ContainerException if the root cannot be used
     */
    public static ContainerEngine open(Consumer<EngineOptions.Builder> options) {
        EngineOptions.Builder builder = EngineOptions.builder();
        requireNonNull(options, "options").accept(builder);
        return open(builder.build());
    }

    /**
     * Opens an engine.
     *
     * @param options how
     * @return the engine, to be closed by the caller
     * @throws HostRequirementException if there is no engine on the class or module path, or the host lacks something essential
     * @throws ContainerException if the root cannot be used
     */
    public static ContainerEngine open(EngineOptions options) {
        requireNonNull(options, "options");
        return provider().open(options);
    }

    /**
     * Looks what the host offers to the engine that {@link #open()} would open, without changing anything.
     *
     * @return the findings
     * @throws HostRequirementException if there is no engine on the class or module path
     */
    public static Availability probe() {
        return provider().probe();
    }

    /**
     * All engines on the class or module path; the first is the one that is opened.
     *
     * @return possibly empty
     */
    public static List<EngineProvider> providers() {
        List<EngineProvider> found = providers(Thread.currentThread().getContextClassLoader());
        return found.isEmpty() ? providers(Jebena.class.getClassLoader()) : found;
    }

    private static List<EngineProvider> providers(@Nullable ClassLoader loader) {
        List<EngineProvider> found = new ArrayList<>();
        ServiceLoader.load(EngineProvider.class, loader).forEach(found::add);
        return List.copyOf(found);
    }

    private static EngineProvider provider() {
        return first(providers());
    }

    static EngineProvider first(List<EngineProvider> found) {
        if (found.isEmpty()) {
            throw new HostRequirementException(
                    "no container engine on the class path or module path",
                    "add the dependency io.jebena:sdk-native of the same version");
        }
        return found.get(0);
    }
}
