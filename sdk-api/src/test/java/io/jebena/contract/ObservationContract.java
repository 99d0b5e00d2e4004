// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.Health;
import io.jebena.container.Inspection;
import io.jebena.container.Ready;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The part of the contract that is about what can be seen of a container, and about waiting until it can be used. */
public abstract class ObservationContract extends FilesContract {
    private static final Duration SOON = Duration.ofMillis(50);

    @Test
    void awaitReady_lineCommandAndBoth_comeTrue() {
        try (Container container = start(POLITE)) {
            container.awaitReady(Ready.logLine("ready"), PATIENCE);
            container.awaitReady(Ready.exec("true"), PATIENCE);
            container.awaitReady(Ready.all(Ready.exec("true"), Ready.logLine("ready")), PATIENCE);
            assertThat(container.awaitReady(Ready.any(Ready.exec("false"), Ready.exec("true")), PATIENCE))
                    .isEqualTo(container);
        }
    }

    @Test
    void awaitReady_whatNeverComes_endsAtTheDeadlineWithTheLastOutput() {
        try (Container container = start(POLITE)) {
            container.awaitReady(Ready.logLine("ready"), PATIENCE);
            assertThatExceptionOfType(DeadlineException.class)
                    .isThrownBy(() -> container.awaitReady(Ready.logLine("never"), SOON))
                    .withMessageContaining("never")
                    .withMessageContaining("ready");
        }
    }

    @Test
    void awaitReady_ofAContainerThatEnds_endsWithItsExitCode() {
        try (Container container = start("sh", "-c", "echo last words; exit 7")) {
            assertThatExceptionOfType(ContainerStateException.class)
                    .isThrownBy(() -> container.awaitReady(Ready.logLine("never"), PATIENCE))
                    .withMessageContaining("exit code 7")
                    .withMessageContaining("last words");
        }
    }

    @Test
    void health_withACheck_isAwaited() {
        try (Container container = engine.containers()
                .create(spec(STUBBORN)
                        .healthCheck(h -> h.command("true").interval(Duration.ofMillis(20)))
                        .build())
                .start()) {
            container.awaitHealthy(PATIENCE);
            assertThat(container.health().orElseThrow().status()).isEqualTo(Health.Status.HEALTHY);
        }
    }

    @Test
    void health_withoutACheck_isAbsentAndCannotBeAwaited() {
        try (Container container = start(STUBBORN)) {
            assertThat(container.health()).isEmpty();
            assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> container.awaitHealthy(SOON));
        }
    }

    @Test
    void top_onlyOfARunningContainer_hasItsProcess() {
        try (Container container = create(STUBBORN)) {
            assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::top);
            container.start();
            assertThat(container.top().titles()).endsWith("CMD").contains("PID");
            assertThat(container.top().processes())
                    .anySatisfy(row -> assertThat(row).contains("sleep 1000"));
        }
    }

    @Test
    void inspect_throughItsLife_tellsWhereItIs() {
        try (Container container = engine.containers()
                .create(spec("sh", "-c", "exit 3").putLabel("a", "b").build())) {
            Inspection created = container.inspect();
            assertThat(created.state().status()).isEqualTo(ContainerState.CREATED);
            assertThat(created.state().startedAt()).isEmpty();
            assertThat(created.spec().name()).contains(container.name());
            assertThat(created.spec().hostname()).contains(container.id().shortForm());
            assertThat(created.toJson())
                    .startsWith("{\"Id\":\"" + container.id() + "\"")
                    .contains("\"Labels\":{\"a\":\"b\"}")
                    .contains("\"Ports\":{}")
                    .doesNotContain("\"Health\"");
            container.start().waitFor();
            Inspection.State ended = container.inspect().state();
            assertThat(ended.exit().orElseThrow().code()).isEqualTo(3);
            assertThat(ended.finishedAt().orElseThrow())
                    .isAfterOrEqualTo(ended.startedAt().orElseThrow());
            assertThat(ended.pid()).isZero();
        }
    }
}
