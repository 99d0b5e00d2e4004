// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jebena.capability.Capability;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.container.ProcessResult;
import io.jebena.namespace.NamespaceMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A program that may trace others waits for each process that comes into its pid namespace, and looks into it from its
 * first moment: there must be nothing that leads outside.
 */
@Tag("guest")
class SharedPidEscapeKernelIT extends EngineTestBase {
    private static final int EXECS = 300;

    private static ContainerSpec.Builder grabber() {
        return spec("/escape", "grab")
                .addCapability(Capability.SYS_PTRACE)
                .addMount(Mount.bind(EscapeProgram.path(), "/escape").readOnly(true));
    }

    private Container grabbing(ContainerSpec.Builder spec) {
        Container container = start(spec);
        await().atMost(PATIENCE).until(() -> container.stdoutText().startsWith("grabbing"));
        return container;
    }

    private static void hasFoundNothing(Container container, int least) {
        container.exec("touch", "/tmp/done"); // may be ended by the end of the first
        assertThat(container.waitFor(PATIENCE).success()).isTrue();
        String found = container.stdoutText();
        System.err.println("SharedPidEscapeKernelIT: " + found.lines().reduce("", (a, b) -> b));
        assertThat(found).matches("grabbing\nlooked into \\d+, took streams\n");
        assertThat(Integer.parseInt(found.replaceAll("\\D+", "")))
                .as("processes that were looked into")
                .isGreaterThanOrEqualTo(least);
    }

    @Test
    void exec_lookedIntoByATracer_holdsNothingOfTheHost() {
        try (Container container = grabbing(grabber())) {
            for (int i = 0; i < EXECS; i++) {
                container.exec("true").expectExit(0);
            }
            hasFoundNothing(container, EXECS / 10);
        }
    }

    @Test
    void execAsAnotherUser_lookedIntoByATracer_holdsNothingOfTheHost() {
        try (Container container = grabbing(grabber())) {
            for (int i = 0; i < EXECS / 10; i++) {
                container.exec(e -> e.command("true").user("alice")).expectExit(0);
            }
            hasFoundNothing(container, EXECS / 100);
        }
    }

    @Test
    void containerThatJoins_lookedIntoByATracer_holdsNothingOfTheHost() {
        try (Container container =
                grabbing(grabber().command("/escape", "grab", "others").name("tracer"))) {
            for (int i = 0; i < EXECS / 10; i++) {
                ProcessResult joined = run(spec("true").namespaces(n -> n.pid(NamespaceMode.container("tracer"))));
                joined.expectExit(0);
            }
            hasFoundNothing(container, EXECS / 100);
        }
    }
}
