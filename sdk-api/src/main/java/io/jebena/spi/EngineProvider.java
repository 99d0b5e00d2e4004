// SPDX-License-Identifier: Apache-2.0
package io.jebena.spi;

import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import io.jebena.error.ContainerException;
import io.jebena.error.HostRequirementException;

/**
 * What an engine implements to be found by {@link java.util.ServiceLoader}. It has a public constructor without parameters
 * that does nothing costly.
 */
public interface EngineProvider {
    /**
     * The engine's name.
     *
     * @return a short word, such as {@code linux}
     */
    String name();

    /**
     * Looks what the host offers, without changing it.
     *
     * @return the findings; never throws, whatever the host is
     */
    Availability probe();

    /**
     * Opens an engine.
     *
     * @param options how
     * @return the engine, to be closed by the caller
     * @throws HostRequirementException if the host lacks something essential
     * @throws ContainerException if the root cannot be used
     */
    ContainerEngine open(EngineOptions options);
}
