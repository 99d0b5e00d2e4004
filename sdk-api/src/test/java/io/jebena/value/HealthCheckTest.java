// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> HealthCheck.builder().test(wrong));
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> HealthCheck.builder().command());
    }

    @Test
    void times_belowAMillisecond_areRefused() {
        HealthCheck.Builder builder = HealthCheck.builder();

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.interval(Duration.ofNanos(1)));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> builder.timeout(Duration.ZERO));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.startInterval(Duration.ZERO));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.startPeriod(Duration.ofSeconds(-1)));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> builder.retries(-1));
        assertThat(builder.startPeriod(Duration.ZERO).build().startPeriod()).contains(Duration.ZERO);
    }

    @Test
    void over_another_fillsEachFieldThatIsNotSet() {
        HealthCheck image = HealthCheck.builder()
                .shell("check")
                .interval(Duration.ofSeconds(1))
                .timeout(Duration.ofSeconds(2))
                .startPeriod(Duration.ofSeconds(3))
                .startInterval(Duration.ofSeconds(4))
                .retries(5)
                .build();
        assertThat(HealthCheck.builder().build().over(image)).isEqualTo(image);
        HealthCheck own =
                HealthCheck.builder().interval(Duration.ofSeconds(9)).build().over(image);
        assertThat(own.test()).containsExactly("CMD-SHELL", "check");
        assertThat(own.interval()).contains(Duration.ofSeconds(9));
        assertThat(own.retries()).isEqualTo(5);
        assertThat(HealthCheck.NONE.over(image).none()).isTrue();
    }

    @Test
    void command_withAZeroCharacter_isRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> HealthCheck.builder().shell("a\0b"))
                .withMessageContaining("zero character");
    }
}
