// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadyFiltersTest {
    @ParameterizedTest
    @EnumSource(Arch.class)
    void read_filterOfTheBuild_isWhatTheProfileCompilesTo(Arch machine) {
        SeccompFilter ready = ReadyFilters.read(machine).orElseThrow();
        SeccompFilter compiled = ReadyFilters.compile(machine);

        assertThat(ready.program()).isEqualTo(compiled.program());
        assertThat(ready.flags()).isEqualTo(compiled.flags());
    }

    @ParameterizedTest
    @EnumSource(Arch.class)
    void compile_newerKernels_givesTheSameFilter(Arch machine) {
        FilterContext newer = new FilterContext(machine, ReadyFilters.CAPABILITIES, KernelRelease.parse("99.9"));

        assertThat(SeccompPolicy.byDefault().compile(newer).program())
                .isEqualTo(ReadyFilters.compile(machine).program());
    }
}
