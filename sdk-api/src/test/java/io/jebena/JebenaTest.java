// SPDX-License-Identifier: Apache-2.0
package io.jebena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.error.HostRequirementException;
import io.jebena.spi.Availability;
import io.jebena.value.Requirement;
import java.util.List;
import org.junit.jupiter.api.Test;

class JebenaTest {
    @Test
    void open_noEngineOnThePath_namesTheDependency() {
        assertThat(Jebena.providers()).isEmpty();
        assertThatExceptionOfType(HostRequirementException.class)
                .isThrownBy(Jebena::open)
                .satisfies(e -> assertThat(e.remedy()).contains("io.jebena:sdk-native"));
        assertThatExceptionOfType(HostRequirementException.class).isThrownBy(Jebena::probe);
    }

    @Test
    void availability_onlyTheEssential_decides() {
        Requirement met = Requirement.met("kernel", "6.1");
        Requirement limited = Requirement.limited("cgroups", "none", "mount them");
        Requirement missing = Requirement.missing("overlayfs", "not there", "load the module overlay");

        assertThat(Availability.of("x", List.of(met, limited)).usable()).isTrue();
        assertThat(Availability.of("x", List.of(met, limited)).unmet()).containsExactly(limited);
        assertThat(Availability.of("x", List.of(met, missing)).usable()).isFalse();
        assertThat(missing).hasToString("overlayfs: missing, not there; load the module overlay");
        assertThat(met.remedy()).isEmpty();
    }
}
