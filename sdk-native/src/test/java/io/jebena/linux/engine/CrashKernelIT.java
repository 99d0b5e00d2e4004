// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.engine.ContainerEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JVM, or its launcher, killed at any moment takes all its processes along; the next engine clears the rest away. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CrashKernelIT extends EngineTestBase {
    private static final int MOMENTS = 50;
    private static final long LONGEST_LOAD = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long STEP = TimeUnit.MICROSECONDS.toNanos(200);
    private static final Duration ONE_SECOND = Duration.ofSeconds(Scale.FACTOR);

    private long slowest;

    /** Kills the JVM and holds what is left against the promise: processes gone in a second, the rest at the next open. */
    private void killAndSweep(ChildEngine child, Path root, String moment) {
        Set<String> engines = HostSnapshot.names(root.resolve("engines"));
        long killed = System.nanoTime();
        child.kill();
        child.join();
        await().atMost(ONE_SECOND)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(
                        () -> assertThat(Processes.leftOf(engines)).as(moment).isEmpty());
        slowest = Math.max(slowest, System.nanoTime() - killed);

        try (ContainerEngine next = Jebena.open(options -> options.root(root))) {
            assertThat(next.containers().list()).as(moment).isEmpty();
            for (String engine : engines) {
                assertThat(Groups.of(engine)).as(moment).isEmpty();
            }
            Collection<Container> left = next.containers().list(true);
            assertThat(HostSnapshot.names(root.resolve("data/containers")))
                    .as(moment + ": no files half made or half removed")
                    .containsExactlyInAnyOrderElementsOf(
                            left.stream().map(c -> c.id().toString()).toList());
            assertThat(HostSnapshot.names(root.resolve("names")))
                    .as(moment)
                    .containsExactlyInAnyOrderElementsOf(
                            left.stream().map(Container::name).toList());
            for (Container container : left) {
                assertThat(container.spec().throwAway()).as(moment).isFalse();
                assertThat(container.state()).as(moment).isIn(ContainerState.CREATED, ContainerState.EXITED);
                container.remove();
            }
            assertThat(next.containers().run(spec("true").build()).exitStatus().success())
                    .isTrue();
        }
        for (String part : List.of("engines", "data/containers", "names")) {
            assertThat(root.resolve(part)).as(moment).isEmptyDirectory();
        }
        assertThat(host("cat", "/proc/self/mountinfo")).as(moment).doesNotContain(root.toString());
    }

    @Test
    void jvm_killedAtRandomMoments_leavesNothing() {
        long seed = Long.getLong("jebena.test.seed", System.nanoTime());
        System.err.println("CrashKernelIT: -Djebena.test.seed=" + seed);
        Random random = new Random(seed);
        Path root = folder.resolve("crashed");
        for (int i = 0; i < MOMENTS; i++) {
            long wait = (long) (random.nextDouble() * LONGEST_LOAD * Scale.FACTOR);
            try (ChildEngine child = ChildEngine.start(CrashLoad.class, root, Busybox.root(), seed + i, "load")) {
                assertThat(child.line()).isEqualTo("ready");
                LockSupport.parkNanos(wait); // the moment of the kill: what the test is about
                killAndSweep(child, root, "kill " + i + " after " + wait / 1000 + " us, seed " + seed);
            }
        }
        System.err.println("CrashKernelIT: the last process was gone after " + slowest / 1_000_000 + " ms at most");
    }

    /** A launch takes a few milliseconds; kills 0.2 ms apart hit each of its steps. */
    @Test
    void jvm_killedAtEachStepOfALaunch_leavesNothing() {
        Path root = folder.resolve("crashed");
        for (int i = 0; i < MOMENTS; i++) {
            long wait = i * STEP * Scale.FACTOR;
            try (ChildEngine child = ChildEngine.start(CrashLoad.class, root, Busybox.root(), i, "one")) {
                assertThat(child.line()).isEqualTo("ready");
                long until = System.nanoTime() + wait;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                killAndSweep(child, root, "kill " + wait / 1000 + " us into a start");
            }
        }
        System.err.println("CrashKernelIT: the last process was gone after " + slowest / 1_000_000 + " ms at most");
    }

    @Test
    void launcher_killed_endsItsContainersAndIsStartedAnew() {
        Container first = start(spec(STUBBORN));
        Container second = start(spec(STUBBORN));
        List<ProcessHandle> launchers = Processes.launchersOf(ProcessHandle.current());
        assertThat(launchers).hasSize(1);
        long pid = first.pid().orElseThrow();

        launchers.get(0).destroyForcibly();

        assertThat(first.waitFor(PATIENCE).code()).isEqualTo(137);
        assertThat(second.waitFor(PATIENCE).code()).isEqualTo(137);
        assertThat(first.state()).isEqualTo(ContainerState.EXITED);
        await().atMost(ONE_SECOND).until(() -> Processes.hasEnded(pid));
        await().atMost(PATIENCE).until(() -> run(spec("echo", "again")).stdout().equals("again\n"));
        assertThat(Processes.launchersOf(ProcessHandle.current())).hasSize(1).doesNotContainAnyElementsOf(launchers);
        assertThat(Processes.value(Long.toString(launchers.get(0).pid()), "State:"))
                .as("the dead launcher, which its parent reaps")
                .isEmpty();
        first.remove();
        second.remove();
        assertThat(engine.containers().list(true)).isEmpty();
    }

    @Test
    @Tag("guest")
    void jvm_killedOnce_leavesNothing() {
        Path root = folder.resolve("crashed");
        try (ChildEngine child = ChildEngine.start(CrashLoad.class, root, Busybox.root(), 1, "load")) {
            assertThat(child.line()).isEqualTo("ready");
            killAndSweep(child, root, "the one kill");
        }
    }
}
