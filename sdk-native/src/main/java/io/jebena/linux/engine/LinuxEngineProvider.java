// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import io.jebena.spi.Availability;
import io.jebena.spi.EngineProvider;

/** Offers the Linux engine. */
public final class LinuxEngineProvider implements EngineProvider {
    static final String NAME = "linux";

    /** Called by the service loader. */
    public LinuxEngineProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Availability probe() {
        return Availability.of(NAME, HostProbe.requirements());
    }

    @Override
    public ContainerEngine open(EngineOptions options) {
        return LinuxEngine.open(options);
    }
}
