// SPDX-License-Identifier: Apache-2.0
package io.jebena.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jebena.capability.Capability;
import io.jebena.capability.CapabilityChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecurityOptionsTest {
    @Test
    void default_nothingSet_confines() {
        assertThat(SecurityOptions.DEFAULT.capabilities()).isEqualTo(CapabilityChoice.DEFAULT);
        assertThat(SecurityOptions.DEFAULT.seccomp()).isEqualTo(SeccompProfile.DEFAULT);
        assertThat(SecurityOptions.DEFAULT.maskedPaths()).isEmpty();
        assertThat(SecurityOptions.DEFAULT.readOnlyPaths()).isEmpty();
    }

    @Test
    void seccomp_privileged_isUnconfinedUnlessOneIsSet() {
        assertThat(SecurityOptions.DEFAULT
                        .with(s -> s.privileged(true))
                        .seccomp()
                        .unconfined())
                .isTrue();
        assertThat(SecurityOptions.DEFAULT
                        .with(s -> s.privileged(true).seccomp(SeccompProfile.DEFAULT))
                        .with(s -> s.privileged(true))
                        .seccomp())
                .isEqualTo(SeccompProfile.DEFAULT);
    }

    @Test
    void toBuilder_everythingSet_keepsIt() {
        SecurityOptions options = SecurityOptions.builder()
                .addCapabilities(List.of(Capability.BPF))
                .addCapabilities(List.of(Capability.CHOWN))
                .dropCapabilities(Capability.ALL)
                .seccomp(SeccompProfile.UNCONFINED)
                .noNewPrivileges(true)
                .maskedPaths(List.of())
                .readOnlyPaths(List.of("/proc/sys"))
                .build()
                .toBuilder()
                .build();

        assertThat(options.capabilities().added()).containsExactlyInAnyOrder(Capability.CHOWN, Capability.BPF);
        assertThat(options.capabilities().dropped()).isEqualTo(Capability.ALL);
        assertThat(options.seccomp().unconfined()).isTrue();
        assertThat(options.noNewPrivileges()).isTrue();
        assertThat(options.maskedPaths()).hasValue(List.of());
        assertThat(options.readOnlyPaths()).hasValue(List.of("/proc/sys"));
    }

    @Test
    void ofJson_fileName_isRefused() {
        assertThat(SeccompProfile.ofJson(" {}").json()).contains(" {}");
        assertThat(SeccompProfile.ofJson("{}")).isNotEqualTo(SeccompProfile.DEFAULT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SeccompProfile.ofJson("/etc/profile.json"))
                .withMessageContaining("not a file name");
    }
}
