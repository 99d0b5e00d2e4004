// SPDX-License-Identifier: Apache-2.0
package io.jebena.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamespacesTest {
    private static final List<IdMapping> SOME = List.of(new IdMapping(0, 100_000, 65536));

    @Test
    void default_allButUserAndTime_areOwn() {
        Namespaces namespaces = Namespaces.DEFAULT;

        assertThat(List.of(
                        namespaces.pid(),
                        namespaces.network(),
                        namespaces.ipc(),
                        namespaces.uts(),
                        namespaces.cgroup()))
                .containsOnly(NamespaceMode.OWN);
        assertThat(List.of(namespaces.user(), namespaces.time())).containsOnly(NamespaceMode.HOST);
    }

    @ParameterizedTest
    @CsvSource({"own, own", "private, own", "host, host", "container:web, container:web"})
    void parse_mode_parsesBack(String text, String canonical) {
        assertThat(NamespaceMode.parse(text)).hasToString(canonical).isEqualTo(NamespaceMode.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HOST", "container:", "container", "none"})
    void parse_unknownMode_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamespaceMode.parse(text))
                .withMessageContaining("namespace mode");
    }

    @Test
    void mappings_set_askForAnOwnUserNamespace() {
        Namespaces namespaces =
                Namespaces.builder().uidMappings(SOME).gidMappings(SOME).build();

        assertThat(namespaces.user().own()).isTrue();
        assertThat(namespaces.toBuilder().build().uidMappings()).isEqualTo(SOME);
    }

    @Test
    void build_mappingsThatCannotBe_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Namespaces.builder().uidMappings(SOME).build())
                .withMessageContaining("go together");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Namespaces.builder()
                        .uidMappings(SOME)
                        .gidMappings(SOME)
                        .user(NamespaceMode.HOST)
                        .build())
                .withMessageContaining("the user namespace is host");
        List<IdMapping> overlap = List.of(new IdMapping(0, 100_000, 10), new IdMapping(20, 100_009, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Namespaces.builder()
                        .uidMappings(SOME)
                        .gidMappings(overlap)
                        .build())
                .withMessageContaining("overlap");
    }

    @Test
    void build_offsets_needAnOwnTimeNamespace() {
        Namespaces shifted = Namespaces.DEFAULT.with(n -> n.boottimeOffset(Duration.ofDays(1)));

        assertThat(shifted.time().own()).isTrue();
        assertThat(shifted.boottimeOffset()).isEqualTo(Duration.ofDays(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shifted.with(n -> n.time(NamespaceMode.HOST)))
                .withMessageContaining("clock offsets");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 1", "0, -1, 1", "0, 0, 0", "4294967295, 0, 1", "0, 4294967290, 10", "0, 0, 4294967296"})
    void idMapping_outOfRange_isRefused(long inside, long outside, long count) {
        assertThatIllegalArgumentException().isThrownBy(() -> new IdMapping(inside, outside, count));
    }
}
