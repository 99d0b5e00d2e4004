// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.HostRequirementException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerRootTest {
    @Test
    void root_moreLayersThanOverlayfsTakes_isRefusedWithBothNumbers() {
        List<Path> layers = Collections.nCopies(501, Path.of("/layer"));

        assertThatThrownBy(() -> new ContainerRoot(layers, Path.of("/container"), true))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining("500")
                .hasMessageContaining("501");
    }
}
