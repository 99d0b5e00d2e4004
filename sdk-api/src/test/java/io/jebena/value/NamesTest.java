// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @Test
    void random_manyTimes_isAlwaysAName() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            assertThat(Names.check(Names.random(random))).contains("_");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, shorter than two",
        "_a, character '_' at 0",
        "a b, character ' ' at 1",
        "a/b, character '/' at 1",
        "ab\u00e9, at 2",
        "'', shorter than two"
    })
    void check_malformed_namesWhatIsWrong(String name, String problem) {
        assertThatIllegalArgumentException().isThrownBy(() -> Names.check(name)).withMessageContaining(problem);
    }

    @Test
    void check_longerThanAFileName_isRefused() {
        assertThat(Names.check("x".repeat(255))).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.check("x".repeat(256)))
                .withMessage("name \"xxxxxxxxxxxxxxxxxxxx...\": 256 characters, not 2 to 255");
    }

    @Test
    void check_wellFormed_isGivenBack() {
        assertThat(Names.check("Web-1.example_x")).isEqualTo("Web-1.example_x");
    }
}
