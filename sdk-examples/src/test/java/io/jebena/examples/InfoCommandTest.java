// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.capability.Capability;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InfoCommandTest {
    @Test
    void capabilities_someMissing_areNamed() {
        Set<Capability> held = EnumSet.complementOf(EnumSet.of(Capability.SYS_RESOURCE, Capability.BPF));

        assertThat(InfoCommand.capabilities(held)).isEqualTo("39 of 41 (without SYS_RESOURCE, BPF)");
        assertThat(InfoCommand.capabilities(Capability.ALL)).isEqualTo("41 of 41");
    }
}
