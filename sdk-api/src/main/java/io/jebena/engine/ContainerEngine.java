// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import io.jebena.error.ContainerException;
import java.nio.file.Path;

/** An open engine. Thread-safe. After {@link #close()} its services fail with an {@link IllegalStateException}. */
public interface ContainerEngine extends AutoCloseable {
    /**
     * Containers: to create, run and find them.
     *
     * @return the same service at each call
     */
    Containers containers();

    /**
     * Images: to load, find and remove them.
     *
     * @return the same service at each call
     */
    Images images();

    /**
     * What happens: to hear of it.
     *
     * @return the same service at each call
     */
    Events events();

    /**
     * The host and this engine.
     *
     * @return the same service at each call
     */
    SystemService system();

    /**
     * Where images and containers are kept.
     *
     * @return an absolute path
     */
    Path root();

    /**
     * Kills and removes the containers of this engine and gives everything back. Containers of other engines on the same root
     * go on. Without effect the second time.
     *
     * @throws ContainerException if something cannot be removed; further failures are suppressed in it
     */
    @Override
    void close();
}
