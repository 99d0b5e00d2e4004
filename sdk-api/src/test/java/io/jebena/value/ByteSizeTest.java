// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "10b, 10",
        "1k, 1024",
        "1KB, 1024",
        "1KiB, 1024",
        "512m, 536870912",
        "1.5g, 1610612736",
        "1.5 GiB, 1610612736",
        "0.5k, 512",
        "1.0001k, 1024",
        "2t, 2199023255552",
        "1p, 1125899906842624",
        "9223372036854775807, 9223372036854775807"
    })
    void parse_numberAndUnit_isBytes(String text, long bytes) {
        assertThat(ByteSize.parse(text).toBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            512q     | character 'q' at 3
            m        | character 'm' at 0
            -1m      | character '-' at 0
            1..5m    | character '.' at 1
            1.m      | character '.' at 1
            1.5.5m   | character '.' at 3
            12mbx    | character 'x' at 4
            12ix     | character 'i' at 2
            5  m     | character ' ' at 2
            """)
    void parse_wrongCharacter_isNamed(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageContaining(problem)
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void parse_emptyOrTooLarge_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(""))
                .withMessageContaining("the end");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse("9223372036854775808"))
                .withMessageContaining("above");
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse("8192p"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1000, 1000 B", "1024, 1 KiB", "1536, 1536 B", "536870912, 512 MiB", "1125899906842624, 1 PiB"
    })
    void toString_anySize_parsesBack(long bytes, String text) {
        assertThat(ByteSize.bytes(bytes)).hasToString(text);
        assertThat(ByteSize.parse(text)).isEqualTo(ByteSize.bytes(bytes));
    }

    @Test
    void units_overflowOrNegative_isRefused() {
        assertThat(ByteSize.gibibytes(2)).isEqualTo(ByteSize.mebibytes(2048)).isEqualTo(ByteSize.kibibytes(2 << 20));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.gibibytes(Long.MAX_VALUE / 1000));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.kibibytes(-1));
        assertThat(ByteSize.bytes(1)).isLessThan(ByteSize.bytes(2));
    }
}
