// SPDX-License-Identifier: Apache-2.0
package io.jebena.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilityTest {
    /** What Docker's documentation and {@code /proc/self/status} in its containers show. */
    private static final long DEFAULT_MASK = 0x00000000a80425fbL;

    @Test
    void mask_default_isDockers() {
        assertThat(Capability.mask(Capability.DEFAULT)).isEqualTo(DEFAULT_MASK);
        assertThat(Capability.ofMask(DEFAULT_MASK)).isEqualTo(Capability.DEFAULT);
        assertThat(Capability.mask(Capability.ALL)).isEqualTo(0x1ff_ffff_ffffL);
        assertThat(Capability.ofMask(-1)).isEqualTo(Capability.ALL);
    }

    @Test
    void number_everyCapability_isItsBit() {
        assertThat(Capability.CHOWN.number()).isZero();
        assertThat(Capability.SYS_ADMIN.number()).isEqualTo(21);
        assertThat(Capability.CHECKPOINT_RESTORE.number()).isEqualTo(40);
    }

    @Test
    void parse_anySpelling_isTheCapability() {
        for (Capability capability : Capability.values()) {
            assertThat(Capability.parse(capability.kernelName())).isEqualTo(capability);
        }
        assertThat(Capability.parse("net_admin")).isEqualTo(Capability.NET_ADMIN);
        assertThat(Capability.parse("Cap_Chown")).isEqualTo(Capability.CHOWN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Capability.parse("CAP_X"))
                .withMessageContaining("unknown capability \"CAP_X\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Capability.parse(""));
    }

    @Test
    void resolve_defaults_areTheHeldOnes() {
        assertThat(CapabilityChoice.DEFAULT.resolve(Capability.ALL)).isEqualTo(Capability.DEFAULT);
        assertThat(CapabilityChoice.DEFAULT.resolve(Set.of(Capability.KILL, Capability.BPF)))
                .containsExactly(Capability.KILL);
    }

    @Test
    void resolve_addAndDrop_areAppliedToTheDefaults() {
        var choice = CapabilityChoice.of(List.of(Capability.NET_ADMIN), List.of(Capability.CHOWN));

        assertThat(choice.resolve(Capability.ALL))
                .contains(Capability.NET_ADMIN, Capability.KILL)
                .doesNotContain(Capability.CHOWN)
                .hasSize(14);
        assertThat(choice.demanded()).containsExactly(Capability.NET_ADMIN);
    }

    @Test
    void resolve_dropAll_leavesTheAdded() {
        var choice = CapabilityChoice.of(List.of(Capability.CHOWN), Capability.ALL);

        assertThat(choice.resolve(Capability.ALL)).containsExactly(Capability.CHOWN);
    }

    @Test
    void resolve_addAll_isEverythingHeldLessTheDropped() {
        Set<Capability> held = EnumSet.of(Capability.CHOWN, Capability.BPF, Capability.KILL);
        var choice = CapabilityChoice.of(Capability.ALL, List.of(Capability.KILL));

        assertThat(choice.resolve(held)).containsExactlyInAnyOrder(Capability.CHOWN, Capability.BPF);
        assertThat(choice.demanded()).isEmpty();
    }
}
