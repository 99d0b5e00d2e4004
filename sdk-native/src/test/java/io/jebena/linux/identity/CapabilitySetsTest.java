// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.capability.Capability;
import io.jebena.capability.CapabilityChoice;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.proc.ProcessStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitySetsTest {
    /** Root on a kernel with 41 capabilities, without SYS_RESOURCE (24). */
    private static final HeldCapabilities HELD =
            HeldCapabilities.of(ProcessStatus.parse("CapPrm:\t000001fffeffffff\nCapBnd:\t000001fffeffffff\n"), "40\n");

    @Test
    void of_rootAndDefaults_areDockersMask() {
        CapabilitySets sets = CapabilitySets.of(CapabilitySets.resolve(CapabilityChoice.DEFAULT, HELD), 0);

        assertThat(sets).isEqualTo(new CapabilitySets(0xa80425fbL, 0xa80425fbL, 0xa80425fbL, 0, 0));
    }

    @Test
    void of_otherUser_keepsTheBoundingSetOnly() {
        assertThat(CapabilitySets.of(Capability.DEFAULT, 1000)).isEqualTo(new CapabilitySets(0xa80425fbL, 0, 0, 0, 0));
    }

    @Test
    void resolve_dropAllAndAddOne_isThatOne() {
        CapabilityChoice choice = CapabilityChoice.of(List.of(Capability.CHOWN), Capability.ALL);

        assertThat(CapabilitySets.resolve(choice, HELD)).containsExactly(Capability.CHOWN);
    }

    @Test
    void resolve_addAllAndDropOne_isAllHeldWithoutIt() {
        CapabilityChoice choice = CapabilityChoice.of(Capability.ALL, List.of(Capability.SYS_ADMIN));

        assertThat(CapabilitySets.resolve(choice, HELD))
                .hasSize(39)
                .doesNotContain(Capability.SYS_RESOURCE, Capability.SYS_ADMIN);
    }

    @Test
    void resolve_namedButNotHeld_failsInDockersWords() {
        CapabilityChoice choice = CapabilityChoice.of(List.of(Capability.SYS_RESOURCE), List.of());

        assertThatThrownBy(() -> CapabilitySets.resolve(choice, HELD))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("capability not supported by your kernel or not available in the current "
                        + "environment: \"CAP_SYS_RESOURCE\"");
    }

    @Test
    void available_kernelThatKnowsFewer_leavesOutTheRest() {
        HeldCapabilities old =
                HeldCapabilities.of(ProcessStatus.parse("CapPrm:\t3fffffffff\nCapBnd:\t3fffffffff\n"), "37\n");

        assertThat(old.available()).contains(Capability.AUDIT_READ).doesNotContain(Capability.BPF, Capability.PERFMON);
        assertThat(HeldCapabilities.inOwnUserNamespace("37\n").available()).hasSize(38);
    }

    @Test
    void missingDefaults_restrictedEngine_areListed() {
        HeldCapabilities few = HeldCapabilities.of(
                ProcessStatus.parse("CapPrm:\t0000000000000001\nCapBnd:\tffffffffffffffff\n"), "40");
        Set<Capability> missing = CapabilitySets.missingDefaults(few);

        assertThat(missing).hasSize(13).doesNotContain(Capability.CHOWN);
        assertThat(CapabilitySets.missingDefaults(HELD)).isEqualTo(EnumSet.noneOf(Capability.class));
    }
}
