// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ExitStatus;
import io.jebena.value.Signal;

/** The wait(2) status word: exit code in bits 8 to 15, or the signal in bits 0 to 6. */
final class WaitStatus {
    private WaitStatus() {}

    static ExitStatus of(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? ExitStatus.exited((status >> 8) & 0xff) : ExitStatus.signaled(Signal.of(signal));
    }
}
