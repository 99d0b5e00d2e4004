// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.Mount;
import io.jebena.container.RestartPolicy;
import io.jebena.container.WaitCondition;
import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.LaunchException;
import io.jebena.event.Event;
import io.jebena.value.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What of a container's life only the kernel shows. */
@Tag("guest")
class LifecycleKernelIT extends EngineTestBase {
    private static final String COUNT_RUNS = "echo run >> /runs; cat /runs";

    private static ContainerSpec.Builder keeping(String script) {
        return ContainerSpec.builder().rootfs(Busybox.root()).command("sh", "-c", script);
    }

    @Test
    void start_again_findsWhatTheLastRunLeft() {
        for (ContainerSpec.Builder spec : List.of(keeping(COUNT_RUNS), shell(COUNT_RUNS))) {
            Container container = start(spec);
            container.waitFor(PATIENCE);
            container.start().waitFor(PATIENCE);
            container.restart().waitFor(PATIENCE);

            assertThat(container.stdoutText()).endsWith("run\nrun\nrun\n");
            assertThat(container.exitStatus().orElseThrow().success()).isTrue();
        }
    }

    @Test
    void start_again_hasFreshGroupsWithItsLimits() {
        Container container = start(shell("cat /proc/self/cgroup; sleep 1000").pids(33));
        List<Path> first = groupsOf(container);
        container.restart(Duration.ZERO);

        assertThat(groupsOf(container)).isNotEmpty().isEqualTo(first);
        container.kill();
        await().atMost(PATIENCE).until(() -> groupsOf(container).isEmpty());
    }

    private String engineId() {
        return HostSnapshot.names(root().resolve("engines")).iterator().next();
    }

    private List<Path> groupsOf(Container container) {
        return Groups.of(engineId()).stream()
                .filter(p -> p.getFileName().toString().equals(container.id().toString()))
                .toList();
    }

    @Test
    void start_failsTheSecondTime_keepsTheChangesAndTheLastEnd() throws IOException {
        Path program =
                Files.writeString(folder.resolve("program"), "#!/bin/sh\necho x >> /runs; wc -l < /runs; exit 4\n");
        assertThat(program.toFile().setExecutable(true, false)).isTrue();
        Container container =
                start(keeping("x").entrypoint("/program").command(List.of()).addMount(Mount.bind(program, "/program")));
        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(4);
        assertThat(program.toFile().setExecutable(false, false)).isTrue();

        assertThatExceptionOfType(LaunchException.class).isThrownBy(container::start);

        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        assertThat(container.exitStatus().orElseThrow().code()).isEqualTo(4);
        assertThat(program.toFile().setExecutable(true, false)).isTrue();
        container.start().waitFor(PATIENCE);
        assertThat(container.stdoutText()).isEqualTo("2\n");
    }

    @Test
    void restartPolicy_delays_doubleFromATenthOfASecond() {
        Container container = start(shell("exit 1").restart(RestartPolicy.onFailure(3)));
        container.waitFor(PATIENCE);

        List<Instant> ends = times("die");
        List<Instant> starts = times("start");
        assertThat(starts).hasSize(4);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waits.add(Duration.between(ends.get(i), starts.get(i + 1)).toMillis());
        }
        System.err.println("LifecycleKernelIT: restarts after " + waits + " ms");
        assertThat(waits.get(0)).isBetween(100L, 100L + 90 * Scale.FACTOR);
        assertThat(waits.get(1)).isBetween(200L, 200L + 90 * Scale.FACTOR);
        assertThat(waits.get(2)).isBetween(400L, 400L + 90 * Scale.FACTOR);
    }

    private List<Instant> times(String action) {
        return engine.events().since(Instant.EPOCH).stream()
                .filter(e -> e.action().equals(action))
                .map(Event::time)
                .toList();
    }

    @Test
    void restartPolicy_programGoneMeanwhile_endsInExited() throws IOException {
        Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\nexit 1\n");
        assertThat(program.toFile().setExecutable(true, false)).isTrue();
        Container container =
                start(spec("/program").addMount(Mount.bind(program, "/program")).restart(RestartPolicy.ALWAYS));
        await().atMost(PATIENCE).until(() -> container.restartCount() > 0);
        assertThat(program.toFile().setExecutable(false, false)).isTrue();

        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(1);
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
    }

    @Test
    void pause_busyProcess_standsStill() {
        Container container = start(shell("i=0; while :; do i=$((i+1)); echo $i > /count; done"));
        await().atMost(PATIENCE).until(() -> cpu(container) > 0);
        long children = container.pid().orElseThrow();

        container.pause();
        long before = cpu(container);
        assertThat(Processes.value(Long.toString(children), "State:")).isNotEmpty();
        assertThat(cpu(container)).isEqualTo(before);
        container.unpause();

        await().atMost(PATIENCE).until(() -> cpu(container) > before);
    }

    /** Clock ticks of user and system time. */
    private static long cpu(Container container) {
        try {
            String stat = Files.readString(Path.of("/proc/" + container.pid().orElseThrow() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void memoryRunOut_thenRestarted_isForgotten() {
        Container container = start(keeping("if [ -e /again ]; then exit 0; fi; touch /again; tail /dev/zero")
                .memory("16m")
                .name("hungry"));
        assertThat(container.waitFor(PATIENCE).oomKilled()).isTrue();
        await().atMost(PATIENCE).until(() -> !times("oom").isEmpty());

        container.start();
        assertThat(container.waitFor(PATIENCE).oomKilled()).isFalse();
        assertThat(container.exitStatus().orElseThrow().code()).isZero();
    }

    @Test
    void exec_events_haveIdAndExitCode() {
        Container container = start(spec(STUBBORN));
        container.exec("sh", "-c", "exit 7");

        List<Event> events = engine.events().since(Instant.EPOCH).stream()
                .filter(e -> e.action().startsWith("exec_"))
                .toList();
        assertThat(events)
                .extracting(Event::action)
                .containsExactly("exec_create: sh -c exit 7", "exec_start: sh -c exit 7", "exec_die");
        assertThat(events)
                .extracting(e -> e.attributes().get("execID"))
                .containsOnly(events.get(0).attributes().get("execID"));
        assertThat(events.get(2).attributes()).containsEntry("exitCode", "7");
    }

    @Test
    void firstProcess_stoppedUnderTrace_isNoEndAndCanBeKilledAndRemoved() {
        Path program = TestProgram.compile("traced", folder);
        for (boolean init : List.of(false, true)) {
            Container container = start(spec("/traced").init(init).addMount(Mount.bind(program, "/traced")));
            await().atMost(PATIENCE).until(() -> container.stdoutText().equals("traced\n"));
            if (!init) {
                String pid = Integer.toString(container.pid().orElseThrow());
                await().atMost(PATIENCE)
                        .until(() -> Processes.value(pid, "State:").startsWith("t"));
            }

            // the end of another process passes the same place as the stop would
            assertThat(container.exec("true").exitStatus().success()).isTrue();
            assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
            assertThat(container.kill().code()).isEqualTo(137);
            container.start();
            container.remove(true);
            assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
        }
    }

    @Test
    void autoRemove_waitersForRemoval_areAnswered() {
        for (int i = 0; i < 50; i++) {
            Container container = create(spec("sh", "-c", "exit 9").autoRemove(true));
            var removed = container.when(WaitCondition.REMOVED);
            container.start();
            assertThat(removed.join().code()).isEqualTo(9);
        }
    }

    @Test
    void verbs_manyThreadsOnOneContainer_neverBlockForEver() throws Exception {
        run(spec("true"));
        HostSnapshot before = HostSnapshot.take(root());
        Container container = create(spec("sh", "-c", "trap 'exit 5' TERM; sleep 0.05; sleep 1000 & wait")
                .restart(RestartPolicy.ALWAYS)
                .stopTimeout(Duration.ofMillis(50)));
        List<Runnable> verbs = List.of(
                container::start,
                container::stop,
                container::kill,
                container::restart,
                container::pause,
                container::unpause,
                () -> container.exec("true"),
                () -> container.kill(Signal.HUP),
                () -> container.rename("n" + System.nanoTime()),
                () -> container.update(u -> u.restart(RestartPolicy.onFailure(3))),
                () -> container.update(u -> u.restart(RestartPolicy.ALWAYS)));
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                Random random = new Random(thread);
                work.add(pool.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        attempt(verbs.get(random.nextInt(verbs.size())));
                    }
                }));
            }
            for (Future<?> each : work) {
                each.get(4 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        container.stop(Duration.ZERO);
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        container.remove();
        before.assertNothingNew();
    }

    /** What the state does not allow just then is refused. */
    private static void attempt(Runnable verb) {
        try {
            verb.run();
        } catch (ContainerStateException | LaunchException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void restartPolicy_stoppedAtAnyMoment_staysDown() {
        for (int i = 0; i < 40; i++) {
            Container container = start(spec("true").restart(RestartPolicy.ALWAYS));
            // the first restart comes after a tenth of a second: some stops meet it
            sleepUntil(container.startedAt().orElseThrow().plusMillis(90 + i));
            container.stop();
            assertThat(container.state()).isEqualTo(ContainerState.EXITED);
            int restarts = container.restartCount();
            container.remove();
            assertThat(container.restartCount()).isEqualTo(restarts);
        }
    }

    private static void sleepUntil(Instant time) {
        while (Instant.now().isBefore(time)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void engineClose_containersBetweenRestartsAndPaused_leavesNothing() {
        HostSnapshot before = HostSnapshot.take(root());
        for (int i = 0; i < 5; i++) {
            start(spec("false").restart(RestartPolicy.ALWAYS));
            start(spec(STUBBORN).restart(RestartPolicy.ALWAYS)).pause();
        }

        engine.close();

        assertThat(HostSnapshot.names(root().resolve("names"))).isEmpty();
        assertThat(HostSnapshot.names(root().resolve("data/containers"))).isEmpty();
        assertThat(before).isNotNull();
    }

    @Test
    void remove_directoryCannotGo_isDeadUntilItCan() {
        Container container = create(spec("true"));
        Path directory =
                root().resolve("data/containers").resolve(container.id().toString());
        host("mount", "--bind", directory.toString(), directory.toString());
        try {
            assertThatExceptionOfType(ContainerException.class).isThrownBy(container::remove);
            assertThat(container.state()).isEqualTo(ContainerState.DEAD);
            assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::start);
        } finally {
            host("umount", directory.toString());
        }
        container.remove();
        assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
        assertThat(engine.containers().list(true)).isEmpty();
    }
}
