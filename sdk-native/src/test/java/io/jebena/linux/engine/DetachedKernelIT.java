// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ContainerUpdate;
import io.jebena.container.Input;
import io.jebena.container.RestartPolicy;
import io.jebena.container.WaitCondition;
import io.jebena.engine.ContainerEngine;
import io.jebena.error.InvalidSpecException;
import io.jebena.namespace.NamespaceMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers that outlive the JVM that made them, by its close and by its death. */
@Tag("guest")
class DetachedKernelIT extends EngineTestBase {
    private static final int KILLS = 12;
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(25);
    private static final String POLITE = "trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done";

    private static ContainerSpec.Builder detached(String script) {
        return ContainerSpec.builder().rootfs(Busybox.root()).detached(true).command("sh", "-c", script);
    }

    @AfterEach
    void removeAll() {
        if (engine != null) {
            engine.containers().list(true).forEach(c -> c.remove(true));
        }
    }

    private void reopen() {
        engine.close();
        engine = Jebena.open(options -> options.root(root()));
    }

    private Path directory(Container container) {
        return root().resolve("data/containers/" + container.id());
    }

    private String log(Container container) {
        try {
            return Files.readString(directory(container).resolve(container.id() + "-json.log"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitLog(Container container, String text) {
        await().atMost(PATIENCE)
                .until(() -> Files.exists(directory(container).resolve(container.id() + "-json.log"))
                        && log(container).contains(text));
    }

    @Test
    void container_engineClosed_runsOnAndIsTheNextEnginesOwn() {
        Container first = engine.containers()
                .create(detached(POLITE).name("keeps").build())
                .start();
        int pid = first.pid().orElseThrow();
        assertThat(first.exec("echo", "beside").stdout()).isEqualTo("beside\n");
        awaitLog(first, "ready");

        reopen();

        Container again = engine.containers().get("keeps");
        assertThat(again).isNotSameAs(first).isEqualTo(first);
        assertThat(again.state()).isEqualTo(ContainerState.RUNNING);
        assertThat(again.pid()).hasValue(pid);
        assertThat(engine.containers().list()).containsExactly(again);
        assertThat(again.exec("echo", "beside").stdout()).isEqualTo("beside\n");
        again.pause();
        assertThat(again.state()).isEqualTo(ContainerState.PAUSED);
        again.unpause();
        assertThat(again.stop(PATIENCE).code()).isEqualTo(5);
        assertThat(again.state()).isEqualTo(ContainerState.EXITED);
        assertThat(Processes.hasEnded(pid)).isTrue();
        assertThat(log(again)).contains("{\"log\":\"ready\\n\",\"stream\":\"stdout\",\"time\":\"");
        assertThat(again.stdoutText()).isEqualTo("ready\n");

        again.start();
        assertThat(again.state()).isEqualTo(ContainerState.RUNNING);
        awaitLog(again, ",\"run\":2}");
        again.remove(true);
        assertThat(engine.containers().list(true)).isEmpty();
        assertThat(Groups.of(again.id().shortForm())).isEmpty();
    }

    @Test
    void jvm_killed_containerLogExitCodeAndRestartsGoOn() {
        String script = "echo run; n=$(cat /n 2>/dev/null || echo 0); echo $((n+1)) >/n;"
                + " [ $n = 2 ] && exit 7; sleep 0.2; exit 3";
        try (ChildEngine other = ChildEngine.start(DetachedLoad.class, root(), Busybox.root(), "fails", script)) {
            assertThat(other.line()).isEqualTo("ready");
            // on a slow machine the first run is over by now
            assertThat(other.line()).isIn("RUNNING", "RESTARTING");
            other.kill();
            other.join();
        }
        reopen();
        Container adopted = engine.containers().get("fails");
        assertThat(adopted.waitFor(PATIENCE).code()).isEqualTo(7);
        assertThat(adopted.restartCount()).isEqualTo(2);
        assertThat(adopted.state()).isEqualTo(ContainerState.EXITED);
        assertThat(adopted.finishedAt()).isPresent();
        assertThat(log(adopted).split("run\\\\n", -1)).hasSize(4);
        assertThat(engine.containers().list()).isEmpty();
    }

    /** A start takes a few milliseconds after a cold JVM's first hundred: it is there whole, or not at all. */
    @Test
    void jvm_killedInTheStart_containerRunsOrWasNeverStarted() {
        int running = 0;
        for (int i = 0; i < KILLS; i++) {
            String name = "hit" + i;
            try (ChildEngine other = ChildEngine.start(DetachedLoad.class, root(), Busybox.root(), name, POLITE)) {
                assertThat(other.line()).isEqualTo("ready");
                LockSupport.parkNanos(i * STEP * Scale.FACTOR); // the moment of the kill: what the test is about
                other.kill();
                other.join();
            }
            reopen();
            for (Container found : engine.containers().list(true)) {
                assertThat(found.state()).as(name).isIn(ContainerState.CREATED, ContainerState.RUNNING);
                if (found.state() == ContainerState.RUNNING) {
                    running++;
                    assertThat(found.exec("true").exitStatus().success()).isTrue();
                } else {
                    String engineOfIts = found.id().shortForm();
                    await().atMost(PATIENCE).until(() -> Groups.of(engineOfIts).isEmpty());
                }
                found.remove(true);
                assertThat(Groups.of(found.id().shortForm())).as(name).isEmpty();
            }
        }
        System.err.println("DetachedKernelIT: " + running + " of " + KILLS + " kills came too late");
    }

    @Test
    void container_endedWhileNobodyLooks_isExitedForTheNextEngine() {
        Container first = engine.containers()
                .create(detached("sleep 0.3; exit 4").build())
                .start();
        String id = first.id().toString();
        engine.close();
        Path state = directory(first).resolve("state");
        await().atMost(PATIENCE).until(() -> Files.readString(state).startsWith("state exited"));
        engine = Jebena.open(options -> options.root(root()));
        Container adopted = engine.containers().get(id);
        assertThat(adopted.state()).isEqualTo(ContainerState.EXITED);
        assertThat(adopted.waitFor().code()).isEqualTo(4);
        adopted.remove();
        assertThat(Groups.of(adopted.id().shortForm())).isEmpty();
    }

    @Test
    void twoJvms_oneContainer_bothHaveIt() {
        try (ChildEngine other = ChildEngine.start(Neighbour.class, root(), Busybox.root())) {
            assertThat(other.line()).isEqualTo("open");
            Container shared = engine.containers()
                    .create(detached(POLITE).name("shared").build())
                    .start();
            awaitLog(shared, "ready");
            assertThat(other.ask("state shared")).isEqualTo("RUNNING");
            assertThat(other.ask("stop shared")).isEqualTo("5");
            assertThat(shared.waitFor(PATIENCE).code()).isEqualTo(5);
            assertThat(shared.state()).isEqualTo(ContainerState.EXITED);
            shared.start();
            assertThat(other.ask("state shared")).isEqualTo("RUNNING");
            shared.remove(true);
            assertThat(other.ask("state shared")).isEqualTo("NotFoundException");
            assertThat(other.ask("list")).isEmpty();
        }
    }

    @Test
    void keeper_killed_containerIsStartedAgainAtTheNextOpenIfItsPolicySaysSo() throws IOException {
        Container always = engine.containers()
                .create(detached(POLITE)
                        .name("always")
                        .restart(RestartPolicy.ALWAYS)
                        .build())
                .start();
        Container never = engine.containers()
                .create(detached(POLITE).name("never").build())
                .start();
        engine.close();
        for (Container container : new Container[] {always, never}) {
            Optional<String> keeper = Files.readAllLines(directory(container).resolve("state")).stream()
                    .filter(line -> line.startsWith("keeper "))
                    .findFirst();
            long pid = Long.parseLong(keeper.orElseThrow().substring("keeper ".length()));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(PATIENCE).until(() -> Processes.hasEnded(pid));
        }
        engine = Jebena.open(options -> options.root(root()));
        await().atMost(PATIENCE).until(() -> engine.containers().get("always").state() == ContainerState.RUNNING);
        assertThat(engine.containers().get("never").state()).isEqualTo(ContainerState.EXITED);
        assertThat(engine.containers().get("never").exitStatus().orElseThrow().code())
                .isEqualTo(137);
    }

    @Test
    void restarts_alwaysUntilStopped_areTheKeepersAndSeenByTheEngine() {
        Container flapping = engine.containers()
                .create(detached("exit 1").restart(RestartPolicy.ALWAYS).build());
        var end = flapping.when(WaitCondition.NEXT_EXIT);
        flapping.start();
        assertThat(end.join().code()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> flapping.restartCount() >= 2);
        assertThat(flapping.stop(PATIENCE).code()).isEqualTo(1);
        assertThat(flapping.state()).isEqualTo(ContainerState.EXITED);
        reopen();
        assertThat(engine.containers().get(flapping.id().toString()).state()).isEqualTo(ContainerState.EXITED);
    }

    @Test
    void restarts_policyChanged_keeperStops() {
        Container flapping = engine.containers()
                .create(detached("exit 1").restart(RestartPolicy.ALWAYS).build())
                .start();
        await().atMost(PATIENCE).until(() -> flapping.restartCount() >= 1);
        flapping.update(ContainerUpdate.builder().restart(RestartPolicy.NEVER).build());
        assertThat(flapping.waitFor(PATIENCE).code()).isEqualTo(1);
        Path state = directory(flapping).resolve("state");
        await().atMost(PATIENCE).until(() -> Files.readString(state).startsWith("state exited"));
    }

    @Test
    void stdin_ofAdoptedContainer_arrivesWithItsEnd() throws IOException {
        Container reads = engine.containers()
                .create(detached("cat; echo end").stdin(Input.open()).build())
                .start();
        reopen();
        Container adopted = engine.containers().get(reads.id().toString());
        try (OutputStream in = adopted.stdin()) {
            in.write("hello\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(adopted.waitFor(PATIENCE).code()).isZero();
        assertThat(adopted.stdoutText()).isEqualTo("hello\nend\n");
    }

    @Test
    void terminal_ofDetachedContainer_isAskedForInItsLog() {
        Container sized = engine.containers()
                .create(detached("stty size; tty")
                        .tty(true)
                        .terminalSize(new io.jebena.value.TerminalSize(90, 20))
                        .build())
                .start();
        assertThat(sized.waitFor(PATIENCE).code()).isZero();
        assertThat(log(sized)).contains("20 90\\r\\n", "/dev/pts/0\\r\\n");
    }

    @Test
    void create_engineIsEphemeral_isRefused() {
        try (ContainerEngine passing = Jebena.open(options -> options.ephemeral())) {
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(
                            () -> passing.containers().create(detached("true").build()))
                    .withMessageContaining("ephemeral");
        }
    }

    @Test
    void create_restartInOwnUserNamespace_isRefused() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> engine.containers()
                        .create(detached("true")
                                .restart(RestartPolicy.ALWAYS)
                                .namespaces(n -> n.user(NamespaceMode.OWN))
                                .build()))
                .withMessageContaining("restart");
    }

    @Test
    void start_thatFails_leavesNothing() {
        Container wrong = engine.containers()
                .create(ContainerSpec.builder()
                        .rootfs(Busybox.root())
                        .detached(true)
                        .command("/absent")
                        .build());
        assertThatExceptionOfType(io.jebena.error.LaunchException.class)
                .isThrownBy(wrong::start)
                .withMessageContaining("/absent");
        assertThat(wrong.state()).isEqualTo(ContainerState.CREATED);
        assertThat(Groups.of(wrong.id().shortForm())).isEmpty();
        assertThat(directory(wrong).resolve("keeper")).doesNotExist();
    }
}
