// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimingsTest {
    private static Timings of(double... values) {
        Timings timings = new Timings("some");
        for (double value : values) {
            timings.add(value);
        }
        return timings;
    }

    @Test
    void quantile_someValues_isTheNearestRank() {
        Timings ten = of(10, 1, 9, 2, 8, 3, 7, 4, 6, 5);

        assertThat(ten.quantile(0)).isEqualTo(1);
        assertThat(ten.quantile(0.1)).isEqualTo(1);
        assertThat(ten.quantile(0.9)).isEqualTo(9);
        assertThat(ten.quantile(0.99)).isEqualTo(10);
        assertThat(ten.quantile(1)).isEqualTo(10);
        assertThat(ten.median()).isEqualTo(5.5);
        assertThat(of(3, 1, 2).median()).isEqualTo(2);
    }

    @Test
    void median_noValues_isNotANumber() {
        assertThat(of().median()).isNaN();
        assertThat(of().quantile(0.5)).isNaN();
    }

    @Test
    void report_asTableAndJson_saysTheSame() {
        Timings one = of(1.5, 2.5);
        Timings none = of();
        none.fail();
        BenchReport report = new BenchReport("a \"b\"\t", "ms", List.of(one, none));

        assertThat(report.table().lines().skip(1).map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly("some 2 1.50 2.00 2.50 2.50", "some 0 NaN NaN NaN NaN (1 failed)");
        assertThat(report.json())
                .startsWith("{\"bench\":\"a \\\"b\\\"\\u0009\",\"unit\":\"ms\"")
                .contains("{\"name\":\"some\",\"n\":2,\"failures\":0,\"min\":1.5000,\"median\":2.0000,\"p90\":2.5000,"
                        + "\"p99\":2.5000,\"max\":2.5000}")
                .contains("\"n\":0,\"failures\":1,\"min\":null")
                .endsWith("]}" + System.lineSeparator());
    }
}
