// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ResourcesTest {
    @Test
    void builder_nothingSet_limitsNothing() {
        assertThat(Resources.UNLIMITED.memory()).isEmpty();
        assertThat(Resources.UNLIMITED.cpus()).isEmpty();
        assertThat(Resources.UNLIMITED.pids()).isEmpty();
    }

    @Test
    void with_oneLimit_keepsTheOthers() {
        Resources resources = Resources.builder()
                .memory(ByteSize.mebibytes(6))
                .cpus(0.01)
                .pids(1)
                .build()
                .with(r -> r.cpus(1.5));

        assertThat(resources.memory()).contains(ByteSize.mebibytes(6));
        assertThat(resources.cpus()).hasValue(1.5);
        assertThat(resources.pids()).hasValue(1);
    }

    @Test
    void builder_belowTheMinimum_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resources.builder().memory(ByteSize.bytes(6 * 1024 * 1024 - 1)))
                .withMessageContaining("minimum of 6 MiB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resources.builder().cpus(0.009));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resources.builder().cpus(Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resources.builder().cpus(Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resources.builder().pids(0));
    }
}
