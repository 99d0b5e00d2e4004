// SPDX-License-Identifier: Apache-2.0
package io.jebena.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpcModeTest {
    @ParameterizedTest
    @ValueSource(strings = {"private", "shareable", "none", "host", "container:db"})
    void parse_whatDockerWrites_isReadAndWrittenBack(String text) {
        assertThat(IpcMode.parse(text)).hasToString(text);
    }

    @Test
    void namespace_ofEach_isOwnHostOrShared() {
        assertThat(IpcMode.SHAREABLE.namespace()).isEqualTo(NamespaceMode.OWN);
        assertThat(IpcMode.HOST.namespace()).isEqualTo(NamespaceMode.HOST);
        assertThat(IpcMode.container("db").namespace()).isEqualTo(NamespaceMode.container("db"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "container:", "Private"})
    void parse_anythingElse_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpcMode.parse(text));
    }
}
