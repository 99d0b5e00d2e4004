// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final ByteSize TEN = ByteSize.mebibytes(10);
    private static final ByteSize TWENTY = ByteSize.mebibytes(20);

    @Test
    void memory_limitsThatDoNotGoTogether_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryLimits.NONE.with(m -> m.swap(TEN)));
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryLimits.NONE.with(m -> m.unlimitedSwap(true)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryLimits.NONE.with(m -> m.limit(TWENTY).swap(TEN)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryLimits.NONE.with(m -> m.limit(TEN).reservation(TWENTY)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryLimits.NONE.with(m -> m.limit(ByteSize.mebibytes(5))));
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryLimits.NONE.with(m -> m.swappiness(101)));
        assertThat(MemoryLimits.NONE.with(m -> m.limit(TEN).swap(TEN)).swap()).contains(TEN);
    }

    @Test
    void cpu_limitsThatDoNotGoTogether_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuLimits.NONE.with(c -> c.cpus(1).quota(1000)))
                .withMessageContaining("conflicting options");
        assertThatIllegalArgumentException().isThrownBy(() -> CpuLimits.NONE.with(c -> c.cpuset("0-")));
        assertThatIllegalArgumentException().isThrownBy(() -> CpuLimits.NONE.with(c -> c.shares(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> CpuLimits.NONE.with(c -> c.period(999)));
        assertThat(CpuLimits.NONE.with(c -> c.cpuset("0-2,4")).cpuset()).contains("0-2,4");
    }

    @Test
    void blockIo_limitsThatCannotBe_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockIoLimits.NONE.with(b -> b.readBytes(Map.of("sda", 1L))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockIoLimits.NONE.with(b -> b.writeOperations(Map.of("/dev/sda", 0L))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockIoLimits.NONE.with(b -> b.deviceWeights(Map.of("/dev/sda", 9L))));
    }

    @Test
    void resources_changed_keepTheRest() {
        Resources resources =
                Resources.UNLIMITED.with(r -> r.memory(TEN).cpus(0.5).pids(7)).with(r -> r.memory(m -> m.swap(TWENTY)));

        assertThat(resources.memory()).contains(TEN);
        assertThat(resources.memoryLimits().swap()).contains(TWENTY);
        assertThat(resources.cpus()).hasValue(0.5);
        assertThat(resources.pids()).hasValue(7);
        assertThat(resources).isEqualTo(resources.toBuilder().build()).isNotEqualTo(Resources.UNLIMITED);
    }
}
