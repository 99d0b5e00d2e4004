// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RlimitTest {
    @Test
    void parse_softAndHard_areRead() {
        assertThat(Rlimit.parse("nofile=1024:4096")).isEqualTo(new Rlimit(Rlimit.Kind.NOFILE, 1024, 4096));
        assertThat(Rlimit.parse("CORE=0")).isEqualTo(new Rlimit(Rlimit.Kind.CORE, 0, 0));
        assertThat(Rlimit.parse("memlock=-1")).isEqualTo(Rlimit.parse("memlock=unlimited:unlimited"));
        assertThat(Rlimit.parse("stack=8192:-1").hard()).isEqualTo(Rlimit.UNLIMITED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nofile",
                "nofile=",
                "nofile=x",
                "nope=1",
                "nofile=2:1",
                "nofile=-1:5",
                "nofile=-2",
                "nofile=1:2:3"
            })
    void parse_malformed_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rlimit.parse(text))
                .withMessageContaining("rlimit");
    }

    @Test
    void number_everyKind_isItsPlaceInTheKernelsTable() {
        assertThat(Rlimit.Kind.values())
                .extracting(Rlimit.Kind::number)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(Rlimit.Kind.NOFILE.number()).isEqualTo(7);
        assertThat(Rlimit.Kind.RTTIME.number()).isEqualTo(15);
    }
}
