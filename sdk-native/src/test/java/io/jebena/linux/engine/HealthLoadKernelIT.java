// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.Container;
import io.jebena.container.Health;
import io.jebena.container.Ready;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What health checks cost: processor time of this JVM, of the launcher and of all that it has reaped. */
class HealthLoadKernelIT extends EngineTestBase {
    private static final int CONTAINERS = 200;
    private static final int SECONDS = 10;
    private static final double TICKS = 100;

    /** A machine that is busy with other things gets through fewer probes: what counts is the price of one. */
    @Test
    void healthChecks_of200ContainersEverySecond_areCheap() throws Exception {
        List<Container> containers = new ArrayList<>();
        for (int i = 0; i < CONTAINERS; i++) {
            containers.add(start(spec(STUBBORN).healthCheck(h -> h.shell("echo >> /tmp/probes")
                    .interval(Duration.ofSeconds(1))
                    .timeout(PATIENCE))));
        }
        for (Container container : containers) {
            container.awaitReady(Ready.healthy(), PATIENCE);
        }
        // what the JVM compiles in its first seconds is not the price of a probe
        assertThat(new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS)).isFalse();
        double before = used();
        double ownBefore = ticks(ProcessHandle.current().pid(), 2) / TICKS;
        long probesBefore = probes(containers);
        long begin = System.nanoTime();
        assertThat(new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS)).isFalse();
        double seconds = (System.nanoTime() - begin) / 1e9;
        double cost = used() - before;
        double own = ticks(ProcessHandle.current().pid(), 2) / TICKS - ownBefore;
        double rate = (probes(containers) - probesBefore) / seconds;
        double cores = cost / seconds / rate * CONTAINERS;
        System.out.printf(
                "%.0f probes a second: %.2f ms of processor time each, %.0f %% of it in the JVM; %.2f cores for %d%n",
                rate, cost / seconds / rate * 1000, own / cost * 100, cores, CONTAINERS);
        assertThat(containers).allMatch(c -> c.health().orElseThrow().status() == Health.Status.HEALTHY);
        // half a core on a machine that has nothing else to do
        assertThat(cores).isLessThan(1.0 * Scale.FACTOR);
    }

    private static long probes(List<Container> containers) {
        return containers.stream()
                .mapToLong(c -> c.files().stat("/tmp/probes").size())
                .sum();
    }

    /** Seconds. */
    private static double used() throws Exception {
        long self = ProcessHandle.current().pid();
        double ticks = ticks(self, 2);
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
            ticks += ticks(child.pid(), 4);
        }
        return ticks / TICKS;
    }

    /** utime and stime, and those of reaped children. */
    private static double ticks(long pid, int fields) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double sum = 0;
        for (int i = 0; i < fields; i++) {
            sum += Long.parseLong(values[11 + i]);
        }
        return sum;
    }
}
