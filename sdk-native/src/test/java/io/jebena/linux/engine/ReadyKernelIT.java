// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.Health;
import io.jebena.container.Ready;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.value.HealthCheck;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Waiting for containers, and their health. */
class ReadyKernelIT extends EngineTestBase {
    private static final Duration SOON = Duration.ofMillis(100);

    @Test
    void logLine_ofEitherStream_isSeen() {
        try (Container container =
                start(shell("echo one; echo two; echo ready to serve >&2; echo two; exec sleep 1000"))) {
            container.awaitReady(Ready.logLine("ready to serve"), PATIENCE);
            container.awaitReady(Ready.logLine("two", 2), PATIENCE);
            container.awaitReady(Ready.logPattern("^o.e$", 1), PATIENCE);
        }
    }

    @Test
    void logLine_ofAProcessThatEndsAtOnce_isSeenStill() {
        try (Container container = start(shell("echo done"))) {
            container.awaitReady(Ready.logLine("done"), PATIENCE);
        }
    }

    @Test
    void port_inItsOwnNetwork_isConnectedTo() {
        try (Container container = start(shell("sleep 0.2; exec nc -l -l -p 8080 -e cat"))) {
            assertThatExceptionOfType(DeadlineException.class)
                    .isThrownBy(() -> container.awaitReady(Ready.port(8081), SOON))
                    .withMessageContaining("port 8081");
            container.awaitReady(Ready.port(8080), PATIENCE);
        }
    }

    @Test
    void http_statusThatIsMeant_isReady() {
        String server = "mkdir /www; echo hello > /www/index.html; exec httpd -f -p 127.0.0.1:80 -h /www";
        try (Container container = start(shell(server))) {
            container.awaitReady(Ready.http(80, "/index.html"), PATIENCE);
            container.awaitReady(Ready.http(80, "/missing", status -> status == 404), PATIENCE);
            assertThatExceptionOfType(DeadlineException.class)
                    .isThrownBy(() -> container.awaitReady(Ready.http(80, "/missing"), SOON));
        }
    }

    @Test
    void exec_commandThatSucceedsLater_isReady() {
        try (Container container = start(shell("sleep 0.2; touch /tmp/up; exec sleep 1000"))) {
            container.awaitReady(Ready.exec("test", "-e", "/tmp/up"), PATIENCE);
        }
    }

    @Test
    void combinations_allAndAny_areAsTheySay() {
        try (Container container = start(shell("echo up; exec nc -l -l -p 80 -e cat"))) {
            container.awaitReady(Ready.all(Ready.port(80), Ready.logLine("up"), Ready.exec("true")), PATIENCE);
            container.awaitReady(Ready.any(Ready.port(81), Ready.logLine("up")), PATIENCE);
            assertThatExceptionOfType(DeadlineException.class)
                    .isThrownBy(() -> container.awaitReady(Ready.all(Ready.port(81), Ready.logLine("up")), SOON))
                    .withMessageContaining("its last output:\nup");
        }
    }

    @Test
    void wait_forAContainerThatEnds_endsEarlyAndSaysWhatItWrote() {
        try (Container container = start(shell("for i in $(seq 30); do echo line $i; done; exit 3"))) {
            long begin = System.nanoTime();
            assertThatExceptionOfType(ContainerStateException.class)
                    .isThrownBy(() -> container.awaitReady(Ready.port(80), Duration.ofMinutes(5)))
                    .withMessageContaining("exit code 3")
                    .withMessageContaining("line 11\n")
                    .withMessageContaining("line 30")
                    .withMessageNotContaining("line 10\n");
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.MINUTES.toNanos(1));
        }
    }

    @Test
    void health_withoutACheck_isAbsentAndCannotBeAwaited() {
        try (Container container = start(spec(STUBBORN))) {
            assertThat(container.health()).isEmpty();
            assertThatExceptionOfType(ContainerStateException.class)
                    .isThrownBy(() -> container.awaitHealthy(PATIENCE))
                    .withMessageContaining("health check");
        }
    }

    @Test
    void health_fromStartingToHealthyToUnhealthy_isAwaitedAndTold() {
        try (Container container = start(shell("sleep 0.2; touch /tmp/up; exec sleep 1000")
                .healthCheck(h -> h.shell("echo probing; test -e /tmp/up")
                        .interval(Duration.ofMillis(50))
                        .retries(100)))) {
            assertThat(container.health().orElseThrow().status()).isEqualTo(Health.Status.STARTING);
            container.awaitHealthy(PATIENCE);
            Health health = container.health().orElseThrow();
            assertThat(health.status()).isEqualTo(Health.Status.HEALTHY);
            assertThat(health.failingStreak()).isZero();
            Health.Probe last = health.log().get(health.log().size() - 1);
            assertThat(last.exitCode()).isZero();
            assertThat(last.output()).isEqualTo("probing\n");
            assertThat(last.end()).isAfter(last.start());
        }
    }

    @Test
    void awaitHealthy_ofAnUnhealthyOne_failsWithItsProbe() {
        try (Container container = start(spec(STUBBORN).healthCheck(h -> h.shell("echo broken; exit 1")
                .interval(Duration.ofMillis(20))
                .retries(2)))) {
            assertThatExceptionOfType(ContainerStateException.class)
                    .isThrownBy(() -> container.awaitHealthy(PATIENCE))
                    .withMessageContaining("unhealthy")
                    .withMessageContaining("ended with 1: broken");
        }
    }

    @Test
    void health_checkThatHangs_isKilledAfterItsTimeout() {
        try (Container container = start(spec(STUBBORN).healthCheck(h -> h.command("sleep", "777")
                .interval(Duration.ofMillis(20))
                .timeout(Duration.ofMillis(100))
                .retries(1)))) {
            assertThatExceptionOfType(ContainerStateException.class)
                    .isThrownBy(() -> container.awaitHealthy(PATIENCE))
                    .withMessageContaining("exceeded timeout (100ms)");
        }
    }

    @Test
    void health_afterAStartAgain_beginsAnew() {
        try (Container container =
                create(spec(STUBBORN).healthCheck(h -> h.command("true").interval(Duration.ofMillis(100))))) {
            container.start().awaitHealthy(PATIENCE);
            container.kill();
            container.start();
            assertThat(container.health().orElseThrow().status()).isEqualTo(Health.Status.STARTING);
            container.awaitHealthy(PATIENCE);
        }
    }

    @Test
    void health_ofNone_isAbsent() {
        try (Container container = start(spec(STUBBORN).healthCheck(HealthCheck.NONE))) {
            assertThat(container.health()).isEmpty();
        }
    }
}
