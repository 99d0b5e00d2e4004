// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.ExitStatus;
import io.jebena.value.Signal;
import org.junit.jupiter.api.Test;

class WaitStatusTest {
    @Test
    void of_exitCode_isInTheSecondByte() {
        assertThat(WaitStatus.of(0)).isEqualTo(ExitStatus.exited(0));
        assertThat(WaitStatus.of(255 << 8)).isEqualTo(ExitStatus.exited(255));
    }

    @Test
    void of_signal_isInTheFirstSevenBitsWhetherOrNotCoreWasDumped() {
        assertThat(WaitStatus.of(9)).isEqualTo(ExitStatus.signaled(Signal.KILL));
        assertThat(WaitStatus.of(11 | 0x80).code()).isEqualTo(139);
    }
}
