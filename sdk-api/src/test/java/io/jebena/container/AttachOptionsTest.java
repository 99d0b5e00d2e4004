// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.error.InvalidSpecException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachOptionsTest {
    private static List<Integer> keys(String text) {
        return AttachOptions.builder().detachKeys(text).build().detachKeys();
    }

    @Test
    void detachKeys_asDockerWritesThem_areBytes() {
        assertThat(AttachOptions.builder().build().detachKeys()).containsExactly(16, 17);
        assertThat(keys("ctrl-a,a")).containsExactly(1, 97);
        assertThat(keys("ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_")).containsExactly(0, 27, 28, 29, 30, 31);
        assertThat(keys("CTRL-Z")).containsExactly(26);
        assertThat(keys("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctrl-", "ctrl-1", "ctrl-ab", "ab", ",", "a,"})
    void detachKeys_thatAreNone_areRefused(String text) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> keys(text))
                .withMessageContaining("detachKeys");
    }
}
