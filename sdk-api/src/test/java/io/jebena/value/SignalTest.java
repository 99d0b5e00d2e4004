// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @ParameterizedTest
    @CsvSource({
        "HUP, 1",
        "SIGKILL, 9",
        "sigterm, 15",
        "term, 15",
        "15, 15",
        "CHLD, 17",
        "CLD, 17",
        "IOT, 6",
        "POLL, 29",
        "SYS, 31",
        "RTMIN, 34",
        "SIGRTMIN+3, 37",
        "RTMAX-2, 62",
        "rtmax, 64",
        "64, 64",
        "33, 33"
    })
    void parse_nameOrNumber_isTheSignal(String text, int number) {
        assertThat(Signal.parse(text)).isEqualTo(Signal.of(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIG",
                "0",
                "65",
                "-1",
                "NOPE",
                "RTMIN+",
                "RTMIN+31",
                "RTMAX-31",
                "RTMIN-1",
                "999999999999",
                "٣"
            })
    void parse_unknown_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signal.parse(text))
                .withMessageContaining("signal");
    }

    @Test
    void name_everySignal_parsesBack() {
        for (int number = 1; number <= 64; number++) {
            Signal signal = Signal.of(number);
            assertThat(Signal.parse(signal.name())).isEqualTo(signal);
            assertThat(Signal.parse(signal.toString())).isEqualTo(signal);
        }
        assertThat(Signal.TERM).hasToString("SIGTERM");
        assertThat(Signal.of(32)).hasToString("32");
    }
}
