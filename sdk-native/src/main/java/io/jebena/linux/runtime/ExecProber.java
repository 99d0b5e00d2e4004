// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ExecSpec;
import io.jebena.container.ExitStatus;
import io.jebena.linux.health.Prober;
import io.jebena.value.Signal;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Executes probes in a container as its users execute commands. */
final class ExecProber implements Prober {
    private final LinuxContainer container;

    ExecProber(LinuxContainer container) {
        this.container = container;
    }

    @Override
    public Execution start(List<String> command) {
        ExecSpec spec = ExecSpec.builder().command(command).build();
        ManagedProcess process = container.startExec(spec);
        return new Execution() {
            @Override
            public CompletableFuture<Integer> ended() {
                return process.ended().thenApply(ExitStatus::code);
            }

            @Override
            public void kill() {
                process.kill(Signal.KILL);
            }

            @Override
            public String output() {
                return process.writtenSoFar();
            }
        };
    }
}
