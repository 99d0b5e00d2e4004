// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.ContainerSpec;
import io.jebena.container.ProcessResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that look for the limits of their container find them. */
@Tag("guest")
class LimitsSeenKernelIT extends EngineTestBase {
    @Test
    void jvm_inAContainerWithLimits_seesThem() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Busybox.require(Files.exists(java), "no java command beside this JVM");

        ProcessResult result = engine.containers()
                .run(ContainerSpec.builder()
                        .hostRootfs()
                        .memory("256m")
                        .cpus(1)
                        .command(java.toString(), "-Xint", "-XshowSettings:system", "-version")
                        .build());

        assertThat(result.expectExit(0).stderr())
                .contains("Effective CPU Count: 1")
                .contains("Memory Limit: 256.00M");
    }
}
