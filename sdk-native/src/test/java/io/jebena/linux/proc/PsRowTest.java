// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PsRowTest {
    private static final String STATUS = "Name:\tx\nUid:\t5\t1000\t5\t5\nGid:\t0\t0\t0\t0\n";
    private static final PsRow.Clock NOON =
            new PsRow.Clock(Instant.parse("2024-03-10T12:00:00Z"), 1_000_000, ZoneOffset.UTC);

    private static List<String> row(String stat, String cmdline) {
        return new PsRow(NOON, uid -> uid == 1000 ? "anna" : Long.toString(uid)).of(stat, STATUS, cmdline);
    }

    private static String stat(String name, char state, int tty, long user, long system, long start) {
        return "42 (" + name + ") " + state + " 7 1 1 " + tty + " -1 0 0 0 0 0 " + user + " " + system
                + " 0 0 20 0 1 0 " + start + " 100 200";
    }

    @Test
    void of_aRunningProcess_isAsPsPrintsIt() {
        long started = (1_000_000 - 3600) * 100L;
        assertThat(row(stat("sleep", 'S', 0, 0, 0, started), "sleep\0001000\0"))
                .containsExactly("anna", "42", "7", "0", "11:00", "?", "00:00:00", "sleep 1000");
    }

    @Test
    void of_timeAndShare_areWholeSecondsAndPercent() {
        long started = (1_000_000 - 100) * 100L;
        List<String> row = row(stat("busy", 'R', 34817, 4000, 1050, started), "busy\0");
        assertThat(row.get(3)).isEqualTo("50");
        assertThat(row.get(5)).isEqualTo("pts/1");
        assertThat(row.get(6)).isEqualTo("00:00:50");
        assertThat(row(stat("old", 'R', 0, 9_000_000, 100_000, 0), "").get(6)).isEqualTo("01-01:16:40");
    }

    @Test
    void of_anotherDayOrYear_saysWhich() {
        assertThat(row(stat("x", 'S', 0, 0, 0, (1_000_000 - 86_400 * 3) * 100L), "x\0")
                        .get(4))
                .isEqualTo("Mar07");
        PsRow.Clock later = new PsRow.Clock(Instant.parse("2024-01-02T00:00:00Z"), 1_000_000, ZoneOffset.UTC);
        assertThat(new PsRow(later, Long::toString)
                        .of(stat("x", 'S', 0, 0, 0, 0), STATUS, "x\0")
                        .get(4))
                .isEqualTo("2023");
    }

    @Test
    void of_namesOfAnyKind_areRead() {
        assertThat(row(stat("a) S (b", 'S', 0, 0, 0, 0), "").get(7)).isEqualTo("[a) S (b]");
        assertThat(row(stat("gone", 'Z', 0, 0, 0, 0), "").get(7)).isEqualTo("[gone] <defunct>");
    }
}
