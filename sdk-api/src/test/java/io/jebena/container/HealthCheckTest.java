// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.error.InvalidSpecException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    @Test
    void test_ofEachForm_isAsTheImageSpecificationHasIt() {
        assertThat(HealthCheck.builder().command("curl", "-f", "x").build().test())
                .containsExactly("CMD", "curl", "-f", "x");
        assertThat(HealthCheck.builder().shell("curl -f x").build().test()).containsExactly("CMD-SHELL", "curl -f x");
        assertThat(HealthCheck.builder().build().test()).isEmpty();
        assertThat(HealthCheck.NONE.test()).containsExactly("NONE");
        assertThat(HealthCheck.NONE.none()).isTrue();
    }

    @Test
    void test_ofNoForm_isRefused() {
        for (List<String> wrong : List.of(List.of("curl"), List.of("CMD"), List.of("NONE", "x"), List.of(""))) {
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> HealthCheck.builder().test(wrong))
                    .withMessageContaining("healthCheck");
        }
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> HealthCheck.builder().command());
    }

    @Test
    void times_belowAMillisecond_areRefused() {
        HealthCheck.Builder builder = HealthCheck.builder();

        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> builder.interval(Duration.ofNanos(1)));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> builder.timeout(Duration.ZERO));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> builder.startInterval(Duration.ZERO));
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> builder.startPeriod(Duration.ofSeconds(-1)));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> builder.retries(-1));
        assertThat(builder.startPeriod(Duration.ZERO).build().startPeriod()).contains(Duration.ZERO);
    }
}
