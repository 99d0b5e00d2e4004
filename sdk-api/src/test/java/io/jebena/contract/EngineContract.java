// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.WaitCondition;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import io.jebena.error.NotFoundException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.value.Names;
import io.jebena.value.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What every engine must do. An engine's test extends this class and says how to open the engine. */
public abstract class EngineContract extends ImageContract {
    @Test
    void run_success_leavesNoContainer() {
        assertThat(engine.containers().run(spec("true").build()).exitStatus().success())
                .isTrue();
        assertThat(engine.containers().run(spec("false").build()).exitStatus().code())
                .isEqualTo(1);
        assertThat(engine.containers().list(true)).isEmpty();
    }

    @Test
    void run_openInput_isRefused() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() ->
                        engine.containers().run(spec("cat").stdin(Input.open()).build()))
                .satisfies(e -> assertThat(e.field()).isEqualTo("stdin"));
        assertThat(engine.containers().list(true)).isEmpty();
    }

    @Test
    void run_unknownProgram_throwsWithCode127AndLeavesNothing() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(
                        () -> engine.containers().run(spec("no-such-program").build()))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(127))
                .withMessageContaining("no-such-program");
        assertThat(engine.containers().list(true)).isEmpty();
    }

    @Test
    void run_environmentDirectoryHostname_areSeenInside() {
        assertThat(engine.containers()
                        .run(spec("printenv", "COLOR").putEnv("COLOR", "blue").build())
                        .stdout())
                .isEqualTo("blue\n");
        assertThat(engine.containers().run(spec("pwd").workdir("/usr").build()).stdout())
                .isEqualTo("/usr\n");
        assertThat(engine.containers()
                        .run(spec("hostname").hostname("pot").build())
                        .stdout())
                .isEqualTo("pot\n");
    }

    @Test
    void life_fromCreateToRemove_isToldByTheHandle() {
        Container container = engine.containers()
                .create(spec(STUBBORN).putLabel("purpose", "test").build());
        assertThat(container.state()).isEqualTo(ContainerState.CREATED);
        assertThat(container.pid()).isEmpty();
        assertThat(container.startedAt()).isEmpty();
        assertThat(container.spec().labels()).containsEntry("purpose", "test");

        assertThat(container.start()).isSameAs(container);
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
        assertThat(container.pid().orElseThrow()).isPositive();
        assertThat(container.startedAt())
                .hasValueSatisfying(at -> assertThat(at).isAfterOrEqualTo(container.createdAt()));
        assertThat(container.exitStatus()).isEmpty();

        assertThat(container.kill()).isEqualTo(ExitStatus.signaled(Signal.KILL));
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        assertThat(container.pid()).isEmpty();
        assertThat(container.finishedAt()).hasValueSatisfying(at -> assertThat(at)
                .isAfterOrEqualTo(container.startedAt().orElseThrow()));

        container.remove();
        assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
        assertThat(container.exitStatus()).contains(ExitStatus.signaled(Signal.KILL));
    }

    @Test
    void start_secondTime_isRefused() {
        Container container = start(STUBBORN);

        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(container::start)
                .satisfies(e -> assertThat(e.actual()).isEqualTo("running"));
        container.kill();
        container.remove();
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::start);
    }

    @Test
    void start_failed_leavesTheContainerCreated() {
        Container container = create("no-such-program");

        assertThatExceptionOfType(LaunchException.class).isThrownBy(container::start);

        assertThat(container.state()).isEqualTo(ContainerState.CREATED);
        container.remove();
    }

    @Test
    void start_failedWithAutoRemove_removes() {
        Container container = engine.containers()
                .create(spec("no-such-program").autoRemove(true).build());
        CompletableFuture<ExitStatus> removed = container.when(WaitCondition.REMOVED);

        assertThatExceptionOfType(LaunchException.class).isThrownBy(container::start);
        await().atMost(PATIENCE).until(removed::isCompletedExceptionally);

        assertThat(engine.containers().list(true)).isEmpty();
    }

    @Test
    void waitFor_tooShort_throwsAndTheContainerGoesOn() {
        Container container = start(STUBBORN);

        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> container.waitFor(Duration.ofMillis(30)));
        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> container.waitFor(Duration.ZERO));

        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void waitFor_beforeTheStart_waitsForTheEnd() throws Exception {
        Container container = create("sh", "-c", "exit 7");
        CompletableFuture<ExitStatus> waiting = CompletableFuture.supplyAsync(container::waitFor);

        container.start();

        assertThat(waiting.get(PATIENCE.toSeconds(), SECONDS).code()).isEqualTo(7);
    }

    @Test
    void waitFor_removedUnstarted_isNotFound() {
        Container container = create("true");
        container.remove();

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(container::waitFor);
        assertThat(container.onExit()).isCompletedExceptionally();
    }

    @Test
    void waitFor_interrupted_throwsAndKeepsTheFlag() {
        Container container = start(STUBBORN);

        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(OperationInterruptedException.class).isThrownBy(container::waitFor);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void onExit_cancelled_doesNotTouchTheContainer() throws InterruptedException, ExecutionException, TimeoutException {
        Container container = start(STUBBORN);

        container.onExit().cancel(true);
        CompletableFuture<ExitStatus> exit = container.onExit();
        assertThat(exit).isNotDone();
        container.kill();

        assertThat(exit.get(PATIENCE.toSeconds(), SECONDS).code()).isEqualTo(137);
        assertThat(container.onExit()).isCompleted();
    }

    @Test
    void kill_notRunning_isRefused() {
        Container container = create("true");
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::kill);

        container.start().waitFor(PATIENCE);
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::kill);
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> container.kill(Signal.HUP));
    }

    @Test
    void killSignal_handled_letsTheProcessDecide() {
        Container container = startPolite();

        container.kill(Signal.TERM);

        assertThat(container.waitFor(PATIENCE)).isEqualTo(ExitStatus.exited(5));
    }

    @Test
    void stop_handled_endsByItself() {
        Container container = startPolite();

        assertThat(container.stop(PATIENCE)).isEqualTo(ExitStatus.exited(5));
        assertThat(container.stop()).isEqualTo(ExitStatus.exited(5));
    }

    @Test
    void stop_ignored_killsAfterTheTimeout() {
        Container container = engine.containers()
                .create(spec(STUBBORN).stopTimeout(Duration.ofMillis(50)).build())
                .start();

        assertThat(container.stop()).isEqualTo(ExitStatus.signaled(Signal.KILL));
    }

    @Test
    void stop_neverStarted_isRefused() {
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(create("true")::stop)
                .satisfies(e -> assertThat(e.actual()).isEqualTo("created"));
    }

    @Test
    void remove_running_isRefusedUnlessForced() {
        Container container = start(STUBBORN);

        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::remove);
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
        container.remove(true);

        assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
        assertThat(container.exitStatus()).contains(ExitStatus.signaled(Signal.KILL));
        assertThat(engine.containers().list(true)).isEmpty();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(container::remove);
    }

    @Test
    void close_anyState_killsAndRemoves() {
        Container created = create("true");
        Container running = start(STUBBORN);

        created.close();
        running.close();
        running.close();

        assertThat(engine.containers().list(true)).isEmpty();
        assertThat(running.exitStatus()).contains(ExitStatus.signaled(Signal.KILL));
    }

    @Test
    void autoRemove_ended_isRemoved() {
        Container container = engine.containers()
                .create(spec("true").autoRemove(true).build())
                .start();

        assertThat(container.waitFor(PATIENCE).success()).isTrue();
        await().atMost(PATIENCE).until(() -> container.state() == ContainerState.REMOVED);
        assertThat(engine.containers().list(true)).isEmpty();
        container.close();
    }

    @Test
    void name_inUse_isAConflictUntilRemoved() {
        Container first = engine.containers().create(spec("true").name("pot-1").build());

        assertThat(first.name()).isEqualTo("pot-1");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() ->
                        engine.containers().create(spec("true").name("pot-1").build()))
                .withMessageContaining("pot-1");
        first.remove();
        engine.containers().create(spec("true").name("pot-1").build());
    }

    @Test
    void name_notGiven_isMadeUp() {
        String one = create("true").name();
        String other = create("true").name();

        assertThat(Names.check(one)).isNotEqualTo(other);
    }

    @Test
    void get_idNameOrPrefix_findsTheSame() {
        Container container =
                engine.containers().create(spec("true").name("find-me").build());
        String id = container.id().toString();

        assertThat(engine.containers().get(id).id()).isEqualTo(container.id());
        assertThat(engine.containers().get("find-me").id()).isEqualTo(container.id());
        assertThat(engine.containers().get(container.id().shortForm())).isEqualTo(container);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> engine.containers().get("find"))
                .withMessage("no such container: find");
    }

    @Test
    void get_whatIsNoName_isNotFound() {
        create("true");
        for (String text : List.of("", ".", "../x", "a/b", "a\0b", "x".repeat(300), "\u00e9".repeat(200))) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> engine.containers().get(text))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo("container"));
        }
    }

    @Test
    void get_ambiguousPrefix_isAConflict() {
        Map<Character, Container> firsts = new HashMap<>();
        while (true) {
            Container container = create("true");
            char first = container.id().toString().charAt(0);
            if (firsts.put(first, container) != null) {
                assertThatExceptionOfType(ConflictException.class)
                        .isThrownBy(() -> engine.containers().get(String.valueOf(first)));
                return;
            }
        }
    }

    @Test
    void list_oldestFirst_withoutAllOnlyTheRunning() {
        Container ended = start("true");
        ended.waitFor(PATIENCE);
        Container running = start(STUBBORN);
        Container created = create("true");

        assertThat(engine.containers().list()).extracting(Container::id).containsExactly(running.id());
        assertThat(engine.containers().list(true))
                .extracting(Container::id)
                .containsExactly(ended.id(), running.id(), created.id());
    }

    @Test
    void info_host_isDescribed() {
        var info = engine.system().info();

        assertThat(info.kernel()).isNotBlank();
        assertThat(info.architecture()).isNotBlank();
        assertThat(info.cpus()).isPositive();
        assertThat(info.memory().toBytes()).isPositive();
        assertThat(info.requirements())
                .allSatisfy(r -> assertThat(r.met() || r.remedy().isPresent()).isTrue());
    }

    @Test
    void engineClose_withContainers_endsThemAndRefusesMore() {
        Container running = start(STUBBORN);
        Container created = create("true");

        engine.close();
        engine.close();

        assertThat(running.state()).isEqualTo(ContainerState.REMOVED);
        assertThat(created.state()).isEqualTo(ContainerState.REMOVED);
        assertThat(running.waitFor(PATIENCE)).isEqualTo(ExitStatus.signaled(Signal.KILL));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> engine.containers().list(true));
        assertThatCode(running::close).doesNotThrowAnyException();
    }
}
