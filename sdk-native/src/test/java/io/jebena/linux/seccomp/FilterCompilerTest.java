// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.capability.Capability;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilterCompilerTest {
    private static final KernelRelease KERNEL = new KernelRelease(6, 1);
    private static final int LAST = 600;

    @ParameterizedTest
    @EnumSource(Arch.class)
    void compile_defaultProfileAndDefaultCapabilities_answersAsTheProfileReads(Arch machine) {
        compare(Profiles.byDefault(), machine, Capability.DEFAULT);
    }

    @ParameterizedTest
    @EnumSource(Arch.class)
    void compile_defaultProfileAndEachCapability_answersAsTheProfileReads(Arch machine) {
        for (Capability capability : Capability.ALL) {
            compare(Profiles.byDefault(), machine, EnumSet.of(capability));
        }
        compare(Profiles.byDefault(), machine, Capability.ALL);
        compare(Profiles.byDefault(), machine, Set.of());
    }

    @Test
    void compile_randomProfiles_answerAsTheProfileReads() {
        for (long seed = 0; seed < 120; seed++) {
            compare(Profiles.random(seed, seed % 2 == 0), Arch.values()[(int) (seed % 2)], Set.of());
        }
    }

    @Test
    void compile_manyRulesOnOneCall_jumpsFartherThanAConditionalJumpReaches() {
        compare(Profiles.large(400), Arch.X86_64, Set.of());
    }

    @Test
    void compile_moreThanTheKernelTakes_isRefused() {
        SeccompPolicy policy = SeccompPolicy.parse(Profiles.large(1200));

        assertThatThrownBy(() -> policy.compile(0))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("4096");
    }

    @Test
    void compile_foreignArchitecture_killsTheProcess() {
        Cbpf filter = filter(SeccompPolicy.byDefault(), Arch.X86_64, Capability.DEFAULT);

        assertThat(filter.run(0xC000_00B7, 63, new long[6])).isEqualTo(0x8000_0000);
    }

    @Test
    void compile_x32NotListed_killsTheProcess() {
        SeccompPolicy policy = SeccompPolicy.parse("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
        Cbpf filter = filter(policy, Arch.X86_64, Set.of());

        assertThat(filter.run(0xC000_003E, 39, new long[6])).isEqualTo(0x7fff_0000);
        assertThat(filter.run(0xC000_003E, 0x4000_0027, new long[6])).isEqualTo(0x8000_0000);
    }

    @Test
    void compile_defaultProfile_isShortAndDecidesInFewSteps() {
        Cbpf filter = filter(SeccompPolicy.byDefault(), Arch.X86_64, Capability.DEFAULT);

        assertThat(filter.length()).isLessThan(600);
        for (int number = 0; number < LAST; number++) {
            if (number != 41 && number != 135) {
                filter.run(0xC000_003E, number, new long[6]);
                assertThat(filter.steps()).as("call %d", number).isLessThan(20);
            }
        }
    }

    @Test
    void compile_sameCapabilitiesAsFarAsTheProfileCares_givesTheSameFilter() {
        SeccompPolicy policy = SeccompPolicy.byDefault();
        long chown = Capability.mask(Set.of(Capability.CHOWN));
        long admin = Capability.mask(Set.of(Capability.SYS_ADMIN));

        assertThat(policy.compile(chown)).isSameAs(policy.compile(0));
        assertThat(policy.compile(admin)).isNotSameAs(policy.compile(0));
    }

    @Test
    void compile_rulesForSocketCalls_alsoCoverTheMultiplexerOf32BitX86() {
        SeccompPolicy policy = SeccompPolicy.parse(
                """
                {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86"], "syscalls": [
                  {"names": ["connect", "shmget"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13}]}""");
        Cbpf filter = filter(policy, Arch.X86_64, Set.of());
        int x86 = FilterArch.X86.audit();
        int denied = 0x5000d;

        assertThat(filter.run(x86, 362, new long[6])).isEqualTo(denied);
        assertThat(filter.run(x86, 102, new long[] {3, 0, 0, 0, 0, 0})).isEqualTo(denied);
        assertThat(filter.run(x86, 102, new long[] {4, 0, 0, 0, 0, 0})).isEqualTo(0x7fff_0000);
        assertThat(filter.run(x86, 117, new long[] {0x1_0017, 0, 0, 0, 0, 0})).isEqualTo(denied);
        assertThat(filter.run(x86, 117, new long[] {22, 0, 0, 0, 0, 0})).isEqualTo(0x7fff_0000);
    }

    @Test
    void compile_minimumKernel_isComparedWithTheRunningOne() {
        SeccompPolicy policy = SeccompPolicy.byDefault();
        Cbpf old = new Cbpf(policy.compile(new FilterContext(Arch.X86_64, 0, new KernelRelease(4, 7)))
                .program());
        Cbpf recent = filter(policy, Arch.X86_64, Set.of());

        assertThat(old.run(0xC000_003E, 101, new long[6])).isEqualTo(0x5_0001);
        assertThat(recent.run(0xC000_003E, 101, new long[6])).isEqualTo(0x7fff_0000);
    }

    private static Cbpf filter(SeccompPolicy policy, Arch machine, Set<Capability> capabilities) {
        return new Cbpf(policy.compile(new FilterContext(machine, Capability.mask(capabilities), KERNEL))
                .program());
    }

    private static void compare(String profile, Arch machine, Set<Capability> capabilities) {
        SeccompPolicy policy = SeccompPolicy.parse(profile);
        Cbpf filter = filter(policy, machine, capabilities);
        Set<String> names = capabilities.stream().map(Capability::kernelName).collect(Collectors.toSet());
        NaiveProfile naive = new NaiveProfile(profile, machine.ociName(), names);
        for (FilterArch arch : policy.architectures(FilterArch.of(machine))) {
            Set<Integer> conditional = naive.conditional(arch);
            List<long[]> samples = Samples.of(profile, arch.wide() || arch == FilterArch.X32);
            for (int number = 0; number <= LAST; number++) {
                for (long[] arguments : conditional.contains(number) ? samples : samples.subList(0, 3)) {
                    compare(filter, naive, arch, number, arguments);
                }
            }
            for (int number : new int[] {0xf0001, 0xf0002, 0xf0005, 0x3fff_ffff}) {
                compare(filter, naive, arch, number, samples.get(0));
            }
        }
    }

    private static void compare(Cbpf filter, NaiveProfile naive, FilterArch arch, int number, long[] arguments) {
        int raw = arch == FilterArch.X32 ? number | 0x4000_0000 : number;
        int answer = filter.run(arch.audit(), raw, arguments);
        int expected = naive.decide(arch, number, arguments);
        if (answer != expected) {
            assertThat(Integer.toHexString(answer))
                    .as("%s call %d%s", arch, number, java.util.Arrays.toString(arguments))
                    .isEqualTo(Integer.toHexString(expected));
        }
    }
}
