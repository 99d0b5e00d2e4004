// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.linux.device.DeviceRule.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRulesTest {
    @ParameterizedTest
    @CsvSource({
        "c, 1, 3, 7, true", "c, 1, 5, 7, true", "c, 1, 7, 7, true", "c, 1, 8, 7, true", "c, 1, 9, 7, true",
        "c, 5, 0, 7, true", "c, 5, 1, 7, true", "c, 5, 2, 7, true", "c, 136, 9, 7, true", "c, 10, 229, 2, false",
        "c, 10, 229, 1, true", "c, 10, 200, 2, false", "c, 10, 200, 1, true", "b, 8, 0, 1, true", "b, 8, 0, 2, false",
        "b, 8, 0, 3, false", "c, 1, 1, 2, false", "c, 1, 11, 6, false", "c, 4, 0, 4, false", "b, 1, 3, 2, false"
    })
    void defaultRules_device_isAllowedOrNot(char type, int major, int minor, int access, boolean allowed) {
        Type kind = type == 'b' ? Type.BLOCK : Type.CHARACTER;
        byte[] program = DeviceProgram.compile(DeviceRules.DEFAULT.rules());

        assertThat(DeviceRules.DEFAULT.allows(kind, major, minor, access)).isEqualTo(allowed);
        assertThat(Ebpf.allows(program, kind, major, minor, access)).isEqualTo(allowed);
    }

    @Test
    void compile_anyRules_decidesAsTheLastRuleForEachUse() {
        Random random = new Random(20261123);
        for (int round = 0; round < 2_000; round++) {
            List<DeviceRule> rules = new ArrayList<>();
            int count = random.nextInt(9);
            for (int i = 0; i < count; i++) {
                rules.add(random(random));
            }
            byte[] program = DeviceProgram.compile(rules);
            for (int probe = 0; probe < 60; probe++) {
                Type type = random.nextBoolean() ? Type.BLOCK : Type.CHARACTER;
                int major = random.nextInt(3);
                int minor = random.nextInt(3);
                int access = 1 + random.nextInt(7);
                boolean expected = bitByBit(rules, type, major, minor, access);
                assertThat(DeviceRules.of(rules).allows(type, major, minor, access))
                        .as("%s %d:%d %d by %s", type, major, minor, access, rules)
                        .isEqualTo(expected);
                assertThat(Ebpf.allows(program, type, major, minor, access))
                        .as("%s %d:%d %d by %s", type, major, minor, access, rules)
                        .isEqualTo(expected);
            }
        }
    }

    private static DeviceRule random(Random random) {
        Type type = Type.values()[random.nextInt(3)];
        int major = type == Type.ALL ? DeviceRule.ANY : random.nextInt(4) - 1;
        int minor = type == Type.ALL ? DeviceRule.ANY : random.nextInt(4) - 1;
        return new DeviceRule(random.nextBoolean(), type, major, minor, 1 + random.nextInt(7));
    }

    private static boolean bitByBit(List<DeviceRule> rules, Type type, int major, int minor, int access) {
        for (int bit = 1; bit <= 4; bit <<= 1) {
            boolean allowed = false;
            for (DeviceRule rule : rules) {
                if (rule.matches(type, major, minor) && (rule.access() & bit) != 0) {
                    allowed = rule.allow();
                }
            }
            if ((access & bit) != 0 && !allowed) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"c 1:3 rwm", "b *:* m", "a *:* rwm", "c 136:* rw", "c *:5 r", "b 4095:1048575 w"})
    void parse_wellFormed_printsTheSame(String text) {
        assertThat(DeviceRule.parse(true, text).line()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c",
                "x 1:3 rwm",
                "c 1 rwm",
                "c 1:3",
                "c 1:3 ",
                "c 1:3 rwx",
                "c -1:3 r",
                "c 4096:0 r",
                "c 0:1048576 r",
                "a 1:3 rwm",
                "c 1:3 rwmr",
                "c 1:3 rwm\n",
                "c 1:**  r"
            })
    void parse_malformed_namesTheText(String text) {
        assertThatThrownBy(() -> DeviceRule.parse(true, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void lines_allDevicesForSomeUses_areSplitAsTheKernelTakesAForEverything() {
        assertThat(DeviceRules.lines(DeviceRule.parse(true, "a *:* rwm"))).containsExactly("a");
        assertThat(DeviceRules.lines(DeviceRule.parse(true, "a *:* rm"))).containsExactly("b *:* rm", "c *:* rm");
        assertThat(DeviceRules.lines(DeviceRule.parse(false, "c 1:3 w"))).containsExactly("c 1:3 w");
    }
}
