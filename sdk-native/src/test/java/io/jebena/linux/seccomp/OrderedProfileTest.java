// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.InvalidSpecException;
import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import io.jebena.security.SeccompBuilder;
import io.jebena.security.SeccompProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Profiles made by the builder: the first rule that fits decides, checked against a look at the rules one by one. */
class OrderedProfileTest {
    private static final FilterContext CONTEXT = new FilterContext(Arch.X86_64, 0, KernelRelease.parse("6.1"));
    private static final List<String> NAMES = List.of("read", "mkdir", "personality", "clone", "getpid");
    private static final long[] VALUES = {0, 1, 2, 7, 8, 0xffff_ffffL, 0x1_0000_0000L, -1L, Long.MIN_VALUE};
    private static final int ALLOW = 0x7fff_0000;
    private static final int ERRNO = 0x0005_0000;

    /** A rule as the test understands it. */
    private record Plain(String name, Predicate<long[]> fits, int answer) {}

    private static int answer(SeccompFilter filter, String name, long... arguments) {
        Integer number = SyscallNumbers.of(FilterArch.X86_64, name);
        return new Cbpf(filter.program()).run(FilterArch.X86_64.audit(), number, Arrays.copyOf(arguments, 6));
    }

    private static SeccompFilter compile(SeccompProfile profile) {
        return SeccompPolicy.parse(profile.json().orElseThrow()).compile(CONTEXT);
    }

    @Test
    void rules_withArgumentsBeforeOneWithout_keepTheirOrder() {
        SeccompFilter filter = compile(SeccompProfile.builder()
                .allow("personality", a -> a.equal(0, 8))
                .fail(13, "personality", a -> a.masked(0, 0xff, 0x7))
                .fail(2, "personality")
                .allow("personality")
                .build());

        assertThat(answer(filter, "personality", 8)).isEqualTo(ALLOW);
        assertThat(answer(filter, "personality", 0x107)).isEqualTo(ERRNO | 13);
        assertThat(answer(filter, "personality", 9)).isEqualTo(ERRNO | 2);
    }

    @Test
    void rule_withTheDefaultsAction_countsToo() {
        SeccompFilter filter = compile(SeccompProfile.builder()
                .otherwiseAllow()
                .allow("mkdir", a -> a.above(1, 7))
                .fail(1, "mkdir")
                .build());

        assertThat(answer(filter, "mkdir", 0, 8)).isEqualTo(ALLOW);
        assertThat(answer(filter, "mkdir", 0, 7)).isEqualTo(ERRNO | 1);
        assertThat(answer(filter, "read")).isEqualTo(ALLOW);
    }

    @Test
    void callsWithoutARule_newOnesToo_getTheDefaultThatWasSet() {
        SeccompFilter filter =
                compile(SeccompProfile.builder().otherwiseFail(77).allow("read").build());

        assertThat(answer(filter, "clone3")).isEqualTo(ERRNO | 77);
        assertThat(new Cbpf(filter.program()).run(FilterArch.X86_64.audit(), 9999, new long[6]))
                .isEqualTo(ERRNO | 77);
    }

    @Test
    void randomProfiles_everyCall_areDecidedByTheFirstRuleThatFits() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            SeccompBuilder builder = SeccompProfile.builder();
            List<Plain> rules = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                rules.add(add(builder, random));
            }
            SeccompFilter filter = compile(builder.build());
            for (int call = 0; call < 200; call++) {
                String name = NAMES.get(random.nextInt(NAMES.size()));
                long[] arguments = {value(random), value(random), value(random)};
                int expected = rules.stream()
                        .filter(r -> r.name().equals(name) && r.fits().test(arguments))
                        .mapToInt(Plain::answer)
                        .findFirst()
                        .orElse(ERRNO | 1);
                assertThat(answer(filter, name, arguments))
                        .as("%s of %s", name, rules)
                        .isEqualTo(expected);
            }
        }
    }

    private static long value(Random random) {
        return VALUES[random.nextInt(VALUES.length)];
    }

    private static Plain add(SeccompBuilder builder, Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        int index = random.nextInt(3);
        long value = value(random);
        long mask = value(random);
        boolean allow = random.nextBoolean();
        int errno = 1 + random.nextInt(100);
        int answer = allow ? ALLOW : ERRNO | errno;
        int kind = random.nextInt(6);
        if (kind == 5) {
            if (allow) {
                builder.allow(name);
            } else {
                builder.fail(errno, name);
            }
            return new Plain(name, a -> true, answer);
        }
        java.util.function.Consumer<SeccompBuilder.Arguments> arguments = a -> {
            switch (kind) {
                case 0 -> a.equal(index, value);
                case 1 -> a.notEqual(index, value);
                case 2 -> a.below(index, value);
                case 3 -> a.above(index, value);
                default -> a.masked(index, mask, value & mask);
            }
        };
        if (allow) {
            builder.allow(name, arguments);
        } else {
            builder.fail(errno, name, arguments);
        }
        return new Plain(
                name,
                a -> switch (kind) {
                    case 0 -> a[index] == value;
                    case 1 -> a[index] != value;
                    case 2 -> Long.compareUnsigned(a[index], value) < 0;
                    case 3 -> Long.compareUnsigned(a[index], value) > 0;
                    default -> (a[index] & mask) == (value & mask);
                },
                answer);
    }

    @Test
    void order_unknown_isNamed() {
        assertThatThrownBy(() -> SeccompPolicy.parse(
                        "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"ruleOrder\":\"last\",\"syscalls\":[]}"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("ruleOrder");
    }
}
