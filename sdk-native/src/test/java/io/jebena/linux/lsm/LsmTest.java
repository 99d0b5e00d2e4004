// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.HostRequirementException;
import io.jebena.security.Landlock;
import io.jebena.security.Landlock.Access;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LsmTest {
    private static final SecurityModules NONE = new SecurityModules(false, "exec", Optional.empty());
    private static final SecurityModules BOTH =
            new SecurityModules(true, "apparmor/exec", Optional.of("system_u:system_r:java_t:s0:c3"));

    @Test
    void landlock_oldKernel_isToldNothingItDoesNotKnow() {
        Landlock landlock = Landlock.builder()
                .allow(Access.ALL, "/a")
                .allow(Access.READ, "/r")
                .allow(Access.EXECUTE, "/x")
                .allow(Access.WRITE, "/w")
                .build();

        LandlockRing first = LandlockRing.of(landlock, 1);
        assertThat(first.governed()).isEqualTo(0x1fff);
        assertThat(first.paths())
                .containsExactly(
                        java.util.Map.entry("/a", 0x1fffL),
                        java.util.Map.entry("/r", 0xcL),
                        java.util.Map.entry("/x", 0xdL),
                        java.util.Map.entry("/w", 0x17beL));
        LandlockRing fifth = LandlockRing.of(landlock, 5);
        assertThat(fifth.governed()).isEqualTo(0xffff);
        assertThat(fifth.paths()).containsEntry("/w", 0xf7beL).containsEntry("/a", 0xffffL);
        assertThat(LandlockRing.of(landlock, 2).governed()).isEqualTo(0x3fff);
        assertThat(LandlockRing.of(landlock, 3).governed()).isEqualTo(0x7fff);
    }

    @Test
    void landlock_kernelWithout_isARequirement() {
        assertThatThrownBy(() -> LandlockRing.of(Landlock.builder().build(), 0))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining("5.13");
    }

    @Test
    void appArmor_profile_isExecutedInto() {
        assertThat(SecurityLabel.appArmor("mine", BOTH)).hasValue(new SecurityLabel("apparmor/exec", "exec mine"));
        assertThat(SecurityLabel.appArmor("unconfined", NONE)).isEmpty();
        assertThatThrownBy(() -> SecurityLabel.appArmor("mine", NONE))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining("\"mine\"");
    }

    @Test
    void seLinux_parts_replaceThoseOfTheProcess() {
        assertThat(SecurityLabel.seLinux(List.of("type:container_t", "level:s0:c1,c2"), BOTH))
                .hasValue(new SecurityLabel("exec", "system_u:system_r:container_t:s0:c1,c2"));
        assertThat(SecurityLabel.seLinux(List.of("user:u", "role:r"), BOTH))
                .hasValue(new SecurityLabel("exec", "u:r:java_t:s0:c3"));
        assertThat(SecurityLabel.seLinux(List.of("disable"), NONE)).isEmpty();
        assertThatThrownBy(() -> SecurityLabel.seLinux(List.of("type:t"), NONE))
                .isInstanceOf(HostRequirementException.class);
    }
}
