// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.Health;
import io.jebena.container.Health.Status;
import io.jebena.value.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
    /** Runs nothing by itself: a test lets the time come. */
    private static final class HandTimer extends ScheduledThreadPoolExecutor {
        private final List<Runnable> due = new ArrayList<>();
        private final List<Duration> waits = new ArrayList<>();

        HandTimer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            due.add(task);
            waits.add(Duration.ofNanos(unit.toNanos(delay)));
            return new Never(task);
        }

        Duration lastWait() {
            return waits.get(waits.size() - 1);
        }

        void next() {
            due.remove(0).run();
        }
    }

    private static final class Never extends FutureTask<Void> implements RunnableScheduledFuture<Void> {
        Never(Runnable task) {
            super(task, null);
        }

        @Override
        public boolean isPeriodic() {
            return false;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    private static final class FakeProbe implements Prober.Execution {
        private final CompletableFuture<Integer> ended = new CompletableFuture<>();
        private String output = "";
        private boolean killed;

        @Override
        public CompletableFuture<Integer> ended() {
            return ended;
        }

        @Override
        public void kill() {
            killed = true;
        }

        @Override
        public String output() {
            return output;
        }
    }

    private final HandTimer timer = new HandTimer();
    private final List<FakeProbe> probes = new ArrayList<>();
    private final List<Status> changes = new ArrayList<>();
    private boolean refuses;

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    private HealthMonitor monitor(HealthCheck.Builder check) {
        CheckPlan plan = CheckPlan.of(check.build(), List.of()).orElseThrow();
        Prober prober = command -> {
            if (refuses) {
                throw new IllegalStateException("no such program");
            }
            FakeProbe probe = new FakeProbe();
            probes.add(probe);
            return probe;
        };
        HealthMonitor monitor = new HealthMonitor(plan, prober, timer, Runnable::run);
        monitor.onChange(health -> changes.add(health.status()));
        return monitor;
    }

    private static HealthCheck.Builder check() {
        return HealthCheck.builder()
                .shell("check")
                .interval(Duration.ofSeconds(3))
                .retries(2);
    }

    private void probe(int code, String output) {
        timer.next();
        FakeProbe probe = probes.get(probes.size() - 1);
        probe.output = output;
        probe.ended.complete(code);
    }

    @Test
    void plan_ofNothingSet_isDockers() {
        CheckPlan plan = CheckPlan.of(HealthCheck.builder().shell("x").build(), List.of())
                .orElseThrow();
        assertThat(plan.command()).containsExactly("/bin/sh", "-c", "x");
        assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(plan.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(plan.startPeriod()).isZero();
        assertThat(plan.startInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(plan.retries()).isEqualTo(3);
        assertThat(CheckPlan.of(HealthCheck.NONE, List.of())).isEmpty();
        assertThat(CheckPlan.of(HealthCheck.builder().build(), List.of())).isEmpty();
        assertThat(CheckPlan.of(HealthCheck.builder().shell("x").build(), List.of("/bin/bash", "-ec"))
                        .orElseThrow()
                        .command())
                .containsExactly("/bin/bash", "-ec", "x");
    }

    @Test
    void status_firstSuccess_isHealthyAtOnce() {
        HealthMonitor monitor = monitor(check());
        monitor.begin(Instant.now());
        assertThat(monitor.health().status()).isEqualTo(Status.STARTING);
        assertThat(timer.lastWait()).isEqualTo(Duration.ofSeconds(3));
        probe(0, "fine");
        assertThat(monitor.health().status()).isEqualTo(Status.HEALTHY);
        assertThat(monitor.health().log()).singleElement().satisfies(p -> {
            assertThat(p.exitCode()).isZero();
            assertThat(p.output()).isEqualTo("fine");
        });
        assertThat(changes).containsExactly(Status.HEALTHY);
    }

    @Test
    void status_failuresInARow_areUnhealthyAndASuccessEndsThem() {
        HealthMonitor monitor = monitor(check());
        monitor.begin(Instant.now());
        probe(1, "");
        assertThat(monitor.health().status()).isEqualTo(Status.STARTING);
        probe(7, "");
        assertThat(monitor.health().status()).isEqualTo(Status.UNHEALTHY);
        assertThat(monitor.health().failingStreak()).isEqualTo(2);
        probe(0, "");
        assertThat(monitor.health().failingStreak()).isZero();
        probe(1, "");
        assertThat(monitor.health().status()).isEqualTo(Status.HEALTHY);
        assertThat(changes).containsExactly(Status.UNHEALTHY, Status.HEALTHY);
    }

    @Test
    void status_failuresInTheStartPeriod_doNotCountUntilItWasHealthy() {
        HealthMonitor monitor = monitor(check().startPeriod(Duration.ofHours(1)).startInterval(Duration.ofMillis(100)));
        monitor.begin(Instant.now());
        assertThat(timer.lastWait()).isEqualTo(Duration.ofMillis(100));
        for (int i = 0; i < 4; i++) {
            probe(1, "");
        }
        assertThat(monitor.health().status()).isEqualTo(Status.STARTING);
        assertThat(monitor.health().failingStreak()).isZero();
        probe(0, "");
        assertThat(timer.lastWait()).isEqualTo(Duration.ofSeconds(3));
        probe(1, "");
        probe(1, "");
        assertThat(monitor.health().status()).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void log_ofManyProbes_keepsTheLastFiveAndCutsTheirOutput() {
        HealthMonitor monitor = monitor(check());
        monitor.begin(Instant.now());
        for (int i = 0; i < 7; i++) {
            probe(i, "é".repeat(3000));
        }
        assertThat(monitor.health().log()).extracting(Health.Probe::exitCode).containsExactly(2, 3, 4, 5, 6);
        assertThat(monitor.health().log().get(0).output()).isEqualTo("é".repeat(2048) + "...");
    }

    @Test
    void probe_thatCannotBeExecuted_hasFailed() {
        HealthMonitor monitor = monitor(check());
        monitor.begin(Instant.now());
        refuses = true;
        timer.next();
        assertThat(monitor.health().log()).singleElement().satisfies(p -> {
            assertThat(p.exitCode()).isEqualTo(-1);
            assertThat(p.output()).isEqualTo("no such program");
        });
        assertThat(timer.due).hasSize(1);
    }

    @Test
    void probe_thatTakesTooLong_isKilledAndSaysSo() throws Exception {
        HealthMonitor monitor = monitor(check().retries(1).timeout(Duration.ofMillis(20)));
        CompletableFuture<Health> changed = new CompletableFuture<>();
        monitor.onChange(changed::complete);
        monitor.begin(Instant.now());
        timer.next();
        probes.get(0).output = "half";
        Health health = changed.get(20, TimeUnit.SECONDS);
        assertThat(probes.get(0).killed).isTrue();
        assertThat(health.log().get(0).exitCode()).isEqualTo(-1);
        assertThat(health.log().get(0).output()).isEqualTo("Health check exceeded timeout (20ms): half");
    }

    @Test
    void end_whileAProbeIsUnderWay_killsItAndForgetsIt() {
        HealthMonitor monitor = monitor(check());
        Instant start = Instant.now();
        monitor.begin(start);
        timer.next();
        monitor.end();
        assertThat(probes.get(0).killed).isTrue();
        probes.get(0).ended.complete(0);
        assertThat(monitor.health().status()).isEqualTo(Status.STARTING);
        assertThat(timer.due).isEmpty();
    }

    @Test
    void begin_afterAPause_goesOnAndAfterARestartBeginsAnew() {
        HealthMonitor monitor = monitor(check());
        Instant start = Instant.now();
        monitor.begin(start);
        probe(0, "");
        monitor.end();
        timer.due.clear();
        monitor.begin(start);
        assertThat(monitor.health().status()).isEqualTo(Status.HEALTHY);
        monitor.end();
        monitor.begin(start.plusSeconds(1));
        assertThat(monitor.health().status()).isEqualTo(Status.STARTING);
        assertThat(monitor.health().log()).isEmpty();
    }

    @Test
    void duration_inWords_isAsGoPrintsIt() {
        assertThat(ProbeOutput.duration(Duration.ofSeconds(1))).isEqualTo("1s");
        assertThat(ProbeOutput.duration(Duration.ofMillis(1500))).isEqualTo("1.5s");
        assertThat(ProbeOutput.duration(Duration.ofSeconds(90))).isEqualTo("1m30s");
        assertThat(ProbeOutput.duration(Duration.ofHours(2))).isEqualTo("2h0m0s");
        assertThat(ProbeOutput.duration(Duration.ofMillis(250))).isEqualTo("250ms");
    }
}
