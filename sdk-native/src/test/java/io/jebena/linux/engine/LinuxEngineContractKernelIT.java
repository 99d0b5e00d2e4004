// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.Jebena;
import io.jebena.container.ContainerSpec;
import io.jebena.contract.EngineContract;
import io.jebena.engine.ContainerEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract that every engine keeps, kept by this one on the real kernel. */
@Tag("guest")
class LinuxEngineContractKernelIT extends EngineContract {
    @TempDir
    Path folder;

    @Override
    protected ContainerEngine openEngine() {
        Busybox.root();
        return Jebena.open(options -> options.root(folder.resolve("root")));
    }

    @Override
    protected ContainerSpec.Builder spec(String... command) {
        return ContainerSpec.builder().rootfs(Busybox.root()).command(command);
    }
}
