// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.jebena.container.Container;
import io.jebena.container.ContainerUpdate;
import io.jebena.container.ExitStatus;
import io.jebena.container.ProcessResult;
import io.jebena.container.Stats;
import io.jebena.error.ContainerStateException;
import io.jebena.error.InvalidSpecException;
import io.jebena.event.Event;
import io.jebena.value.ByteSize;
import io.jebena.value.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What limits do to programs, and what the kernel then says that was used. */
@Tag("guest")
class LimitEffectKernelIT extends EngineTestBase {
    private static final String BUSY = "while :; do :; done";

    /** tail keeps the one endless line in memory. */
    private static final String GREEDY = "head -c 300000000 /dev/zero | tail > /dev/null";

    private BlockingQueue<Event> events(String action) {
        BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
        engine.events().subscribe(event -> {
            if (event.action().equals(action)) {
                heard.add(event);
            }
        });
        return heard;
    }

    @Test
    void memory_firstProcessAboveIt_isKilledAndSaysSo() throws InterruptedException {
        BlockingQueue<Event> events = events("oom");
        try (Container container =
                create(spec("sh", "-c", "exec tail /dev/zero").memory("32m"))) {
            ExitStatus status = container.start().waitFor(PATIENCE);

            assertThat(status.code()).isEqualTo(137);
            assertThat(status.oomKilled()).isTrue();
            Event event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.id()).isEqualTo(container.id().toString());
        }
    }

    @Test
    void memory_otherProcessAboveIt_isToldWhileItRuns() throws InterruptedException {
        BlockingQueue<Event> events = events("oom");
        try (Container container = start(shell(GREEDY + "; exec sleep 1000").memory("32m"))) {
            assertThat(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            assertThat(container.pid()).isPresent();
        }
    }

    @Test
    void shares_oneProcessor_isDividedThreeToOne() throws InterruptedException {
        try (Container large = start(
                        shell(BUSY).resources(r -> r.cpu(c -> c.shares(768).cpuset("0"))));
                Container small = start(
                        shell(BUSY).resources(r -> r.cpu(c -> c.shares(256).cpuset("0"))))) {
            BlockingQueue<Stats> samples = new LinkedBlockingQueue<>();
            Duration before = large.stats().cpu().total();
            Duration beforeSmall = small.stats().cpu().total();
            // the clock is what is measured here
            try (Subscription ticks = large.stats(Duration.ofSeconds(1), samples::add)) {
                assertThat(ticks).isNotNull();
                for (int i = 0; i < 5; i++) {
                    assertThat(samples.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .isNotNull();
                }
            }
            double ratio = (double) large.stats().cpu().total().minus(before).toNanos()
                    / small.stats().cpu().total().minus(beforeSmall).toNanos();
            // emulated processors keep time badly
            assertThat(ratio).isCloseTo(3.0, withinPercentage(Scale.FACTOR == 1 ? 10 : 20));
        }
    }

    @Test
    void cpus_busyProcess_getsItsQuota() throws InterruptedException {
        try (Container container = start(shell(BUSY).cpus(0.5))) {
            BlockingQueue<Stats> samples = new LinkedBlockingQueue<>();
            List<Stats> taken = new ArrayList<>();
            try (Subscription ticks = container.stats(Duration.ofSeconds(1), samples::add)) {
                assertThat(ticks).isNotNull();
                for (int i = 0; i < 4; i++) {
                    taken.add(samples.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
                }
            }
            Stats first = taken.get(0);
            Stats last = taken.get(3);
            double used = (double) last.cpu().total().minus(first.cpu().total()).toNanos();
            double share = used / Duration.between(first.time(), last.time()).toNanos();
            // less where others keep the machine busy
            assertThat(share).isPositive().isLessThan(0.55);
            assertThat(last.cpu().periods()).isPositive();
            assertThat(last.cpuPercentSince(first)).isPositive().isLessThan(Scale.FACTOR == 1 ? 60.0 : 100.0);
        }
    }

    @Test
    void pids_forkBomb_stopsAtThem() throws InterruptedException {
        try (Container container = start(shell("bomb() { bomb | bomb & }; bomb 2>/dev/null; exec sleep 1000")
                .pids(20))) {
            BlockingQueue<Stats> samples = new LinkedBlockingQueue<>();
            try (Subscription ticks = container.stats(Duration.ofMillis(100), samples::add)) {
                assertThat(ticks).isNotNull();
                for (int i = 0; i < 10; i++) {
                    Stats stats = samples.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    assertThat(stats).isNotNull();
                    assertThat(stats.pids().current()).isBetween(1L, 20L);
                    assertThat(stats.pids().limit()).hasValue(20);
                }
            }
        }
    }

    @Test
    void update_runningContainer_isInForceAtOnce() {
        try (Container container = start(spec(STUBBORN).memory("256m").pids(100))) {
            container.update(ContainerUpdate.builder()
                    .resources(r -> r.with(
                            b -> b.memory(ByteSize.mebibytes(32)).pids(50).cpus(0.25)))
                    .build());

            Stats stats = container.stats();
            assertThat(stats.memory().limit()).isEqualTo(32L << 20);
            assertThat(stats.pids().limit()).hasValue(50);
            assertThat(container
                            .exec("sh", "-c", GREEDY + "; true")
                            .exitStatus()
                            .success())
                    .isTrue();
            assertThat(container.stats().memory().failures()).isPositive();
        }
    }

    @Test
    void stats_network_isThatOfTheContainer() {
        try (Container container = start(spec(STUBBORN))) {
            assertThat(container
                            .exec("ping", "-c", "1", "127.0.0.1")
                            .exitStatus()
                            .success())
                    .isTrue();
            Stats stats = container.stats();
            assertThat(stats.networks()).containsOnlyKeys("lo");
            assertThat(stats.networks().get("lo").receivedPackets()).isPositive();
            assertThat(stats.memory().usage()).isPositive();
            assertThat(stats.memory().used()).isLessThanOrEqualTo(stats.memory().usage());
        }
    }

    @Test
    void stats_blockDevices_areCountedFromTheFirstSample() {
        try (Container container = start(spec(STUBBORN))) {
            container.stats();
            ProcessResult written = container.exec("sh", "-c", "dd if=/dev/zero of=/big bs=1M count=8 oflag=direct");
            Busybox.require(written.exitStatus().success(), "the engine's root is on no disk: " + written.stderr());
            Stats stats = container.stats();
            Busybox.require(!stats.blockIo().isEmpty(), "what is written here reaches no block device of this kernel");
            assertThat(stats.blockIo().stream()
                            .mapToLong(Stats.BlockIo::writtenBytes)
                            .sum())
                    .isGreaterThanOrEqualTo(8L << 20);
        }
    }

    @Test
    void stats_ofAContainerThatDoesNotRun_areRefused() {
        try (Container container = create(spec("true"))) {
            assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::stats);
        }
    }

    @Test
    void stats_stream_endsWithTheContainer() throws InterruptedException {
        Container container = start(spec(STUBBORN));
        BlockingQueue<Stats> samples = new LinkedBlockingQueue<>();
        container.stats(Duration.ofMillis(10), samples::add);
        assertThat(samples.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        container.close();
    }

    @Test
    void processors_thatAreNotThere_areToldAtCreation() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> create(spec("true").resources(r -> r.cpu(c -> c.cpuset("4000")))))
                .withMessageContaining("Requested CPUs are not available - requested 4000, available: ");
    }
}
