// SPDX-License-Identifier: Apache-2.0
package io.jebena.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSpecTest {
    @Test
    void parse_namesAndNumbers_areTold() {
        UserSpec postgres = UserSpec.parse("postgres");
        assertThat(postgres.user()).isEqualTo("postgres");
        assertThat(postgres.uid()).isEmpty();
        assertThat(postgres.group()).isEmpty();
        assertThat(postgres.gid()).isEmpty();

        UserSpec mixed = UserSpec.parse("1000:users");
        assertThat(mixed.uid()).hasValue(1000);
        assertThat(mixed.group()).contains("users");
        assertThat(mixed.gid()).isEmpty();

        assertThat(UserSpec.ROOT).hasToString("0:0").isEqualTo(UserSpec.parse("0:0"));
        assertThat(UserSpec.parse("4294967294").uid()).hasValue(4294967294L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a:",
                ":b",
                "a:b:c",
                "a b",
                "a\nb",
                "../x",
                "-1",
                "4294967295",
                "0:99999999999999999999",
                "a:-1"
            })
    void parse_malformed_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserSpec.parse(text))
                .withMessageContaining("user \"" + text + "\"");
    }

    @Test
    void of_outOfRange_isRefused() {
        assertThat(UserSpec.of(1, 2)).hasToString("1:2");
        assertThatIllegalArgumentException().isThrownBy(() -> UserSpec.of(-1, 0));
    }
}
