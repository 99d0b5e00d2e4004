// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerIdTest {
    @Test
    void random_always_parsesBackAndDiffers() {
        ContainerId id = ContainerId.random();

        assertThat(ContainerId.parse(id.toString())).isEqualTo(id);
        assertThat(id.toString()).hasSize(64).startsWith(id.shortForm());
        assertThat(ContainerId.random()).isNotEqualTo(id);
    }

    @Test
    void random_shortFormOfDigitsOnly_isNotTaken() {
        String looksLikeANumber = "123456789012" + "a".repeat(52);
        String fine = "12345678901f" + "0".repeat(52);
        Iterator<String> chance = List.of(looksLikeANumber, fine).iterator();

        assertThat(ContainerId.random(() -> HexFormat.of().parseHex(chance.next())))
                .hasToString(fine);
    }

    @Test
    void parse_malformed_namesWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerId.parse("abc"))
                .withMessageContaining("3 digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerId.parse("/".repeat(64)))
                .withMessageContaining("character '/' at 0");
    }
}
