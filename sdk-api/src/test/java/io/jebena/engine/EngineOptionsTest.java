// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
    @Test
    void builder_rootAndEphemeral_excludeEachOther() {
        EngineOptions both =
                EngineOptions.builder().root(Path.of("x")).ephemeral().build();
        assertThat(both.ephemeral()).isTrue();
        assertThat(both.root()).isEmpty();

        EngineOptions root = both.toBuilder().root(Path.of("x")).build();
        assertThat(root.ephemeral()).isFalse();
        assertThat(root.root()).hasValueSatisfying(r -> assertThat(r).isAbsolute());
    }

    @Test
    void toBuilder_executor_isKept() {
        EngineOptions options = EngineOptions.builder().executor(Runnable::run).build();

        assertThat(options.toBuilder().build().executor())
                .isEqualTo(options.executor())
                .isPresent();
        assertThat(EngineOptions.DEFAULT.executor()).isEmpty();
    }
}
