// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.oci.spec.ContainerDefaults;
import io.jebena.value.HealthCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
    private static final Duration NONE = Duration.ZERO;

    private static ContainerDefaults.HealthCheck check(List<String> test, Duration interval, int retries) {
        return new ContainerDefaults.HealthCheck(
                test, new ContainerDefaults.Timing(interval, NONE, NONE, NONE), retries);
    }

    @Test
    void of_whatTheImageSays_isKeptAndZeroIsUnset() {
        HealthCheck read = HealthChecks.of(check(List.of("CMD-SHELL", "true"), Duration.ofSeconds(7), 2))
                .orElseThrow();
        assertThat(read.test()).containsExactly("CMD-SHELL", "true");
        assertThat(read.interval()).contains(Duration.ofSeconds(7));
        assertThat(read.timeout()).isEmpty();
        assertThat(read.startPeriod()).isEmpty();
        assertThat(read.retries()).isEqualTo(2);
    }

    @Test
    void of_aTestOfNoForm_isNone() {
        assertThat(HealthChecks.of(check(List.of("curl"), NONE, 0))).isEmpty();
        assertThat(HealthChecks.of(check(List.of("CMD", "x"), Duration.ofSeconds(-1), 0)))
                .isEmpty();
    }
}
