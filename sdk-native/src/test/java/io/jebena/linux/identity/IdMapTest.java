// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.linux.identity.IdMap.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdMapTest {
    @Test
    void outsideAndInside_ofMappedIds_areInverse() {
        IdMap map = IdMap.of(List.of(new Range(0, 1000, 1), new Range(1, 100000, 65536)));

        assertThat(map.outside(0)).hasValue(1000);
        assertThat(map.outside(1)).hasValue(100000);
        assertThat(map.outside(65536)).hasValue(165535);
        assertThat(map.outside(65537)).isEmpty();
        assertThat(map.inside(100001)).hasValue(2);
        assertThat(map.inside(999)).isEmpty();
        assertThat(map.format()).isEqualTo("0 1000 1\n1 100000 65536\n");
        assertThat(map.arguments()).containsExactly("0", "1000", "1", "1", "100000", "65536");
        assertThat(IdMap.parse(map.format())).isEqualTo(map);
    }

    @Test
    void parse_kernelsColumns_areRead() throws IOException {
        assertThat(IdMap.parse("         0          0 4294967295\n").outside(5)).hasValue(5);
        assertThat(IdMap.parse(Files.readString(Path.of("/proc/self/uid_map"))).outside(0))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 0 | leaves",
                "4294967295 0 1 | leaves",
                "0 4294967290 6 | leaves",
                "0 -1 5 | not a line",
                "0 1 | not a line",
                "a b c | not a line",
                "'' | 1 to 340"
            })
    void parse_malformed_tellsWhy(String text, String why) {
        assertThatThrownBy(() -> IdMap.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 10\n5 100 10", "0 0 10\n100 9 1", "5 50 1\n0 0 60"})
    void parse_overlap_isRefused(String text) {
        assertThatThrownBy(() -> IdMap.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overlaps");
    }

    @Test
    void of_moreRangesThanTheKernelTakes_isRefused() {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < 340; i++) {
            ranges.add(new Range(2L * i, 2L * i, 1));
        }
        assertThat(IdMap.of(ranges).ranges()).hasSize(340);
        ranges.add(new Range(1000, 1000, 1));
        assertThatThrownBy(() -> IdMap.of(ranges)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void subordinateIds_ownRanges_followTheOwnId() {
        String subuid = "alice:100000:65536\nbob:200000:65536\n1000:300000:10\nalice:bad:5\n";

        assertThat(SubordinateIds.map(subuid, "alice", 1000).format())
                .isEqualTo("0 1000 1\n1 100000 65536\n65537 300000 10\n");
        assertThat(SubordinateIds.map(subuid, "carol", 1002)).isEqualTo(IdMap.single(0, 1002));
    }
}
