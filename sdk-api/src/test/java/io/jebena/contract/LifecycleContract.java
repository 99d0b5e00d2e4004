// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.RestartPolicy;
import io.jebena.container.WaitCondition;
import io.jebena.engine.PruneReport;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.value.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs of a container's life beyond its first run. */
public abstract class LifecycleContract extends ObservationContract {
    private static final String[] FAILING = {"sh", "-c", "exit 3"};

    @TempDir
    Path notes;

    Container startPolite() {
        Container container = start(POLITE);
        await().atMost(PATIENCE).until(() -> container.stdoutText().equals("ready\n"));
        return container;
    }

    private Container startWith(RestartPolicy policy, String... command) {
        return engine.containers().create(spec(command).restart(policy).build()).start();
    }

    @Test
    void start_afterTheEnd_runsAgain() {
        Container container = start(FAILING);
        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(3);
        Instant first = container.startedAt().orElseThrow();

        container.start();

        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(3);
        assertThat(container.startedAt())
                .hasValueSatisfying(at -> assertThat(at).isAfter(first));
        assertThat(container.restartCount()).isZero();
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
    }

    @Test
    void restart_running_hasANewFirstProcess() {
        Container container = startPolite();
        int first = container.pid().orElseThrow();

        assertThat(container.restart(PATIENCE)).isSameAs(container);

        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
        assertThat(container.pid()).isNotEmpty();
        assertThat(container.pid().orElseThrow()).isNotEqualTo(first);
    }

    @Test
    void restart_createdOrEnded_starts() {
        Container container = create(FAILING);

        container.restart(PATIENCE);
        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(3);
        container.restart(PATIENCE);
        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(3);

        container.remove();
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::restart);
    }

    @Test
    void restart_thatRemovesItself_isKept() {
        Container container = engine.containers()
                .create(spec(STUBBORN).autoRemove(true).build())
                .start();

        container.restart(Duration.ZERO);

        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
        container.kill();
        container.waitFor(WaitCondition.REMOVED, PATIENCE);
        assertThat(engine.containers().list(true)).isEmpty();
    }

    @Test
    void pause_running_isPausedUntilUnpaused() {
        Container container = startPolite();

        container.pause();
        assertThat(container.state()).isEqualTo(ContainerState.PAUSED);
        assertThat(container.pid()).isNotEmpty();
        assertThat(engine.containers().list()).containsExactly(container);
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::pause);
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(() -> container.exec("true"))
                .satisfies(e -> assertThat(e.actual()).isEqualTo("paused"));
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::start);

        container.unpause();
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::unpause);
        assertThat(container.stop(PATIENCE)).isEqualTo(ExitStatus.exited(5));
    }

    @Test
    void pause_notRunning_isRefused() {
        Container container = create("true");
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::pause);
        container.start().waitFor(PATIENCE);
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::pause);
    }

    @Test
    void stop_paused_thawsItFirst() {
        Container container = startPolite();
        container.pause();

        assertThat(container.stop(PATIENCE)).isEqualTo(ExitStatus.exited(5));
    }

    @Test
    void kill_paused_ends() {
        Container container = start(STUBBORN);
        container.pause();

        assertThat(container.kill()).isEqualTo(ExitStatus.signaled(Signal.KILL));
    }

    @Test
    void remove_paused_isRefusedUnlessForced() {
        Container container = start(STUBBORN);
        container.pause();

        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(container::remove)
                .satisfies(e -> assertThat(e.actual()).isEqualTo("paused"));
        container.remove(true);

        assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
    }

    @Test
    void rename_free_isFoundByTheNewNameOnly() {
        Container container =
                engine.containers().create(spec("true").name("before").build());

        container.rename("after");

        assertThat(container.name()).isEqualTo("after");
        assertThat(engine.containers().get("after")).isEqualTo(container);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> engine.containers().get("before"));
        engine.containers().create(spec("true").name("before").build());
        container.remove();
        engine.containers().create(spec("true").name("after").build());
    }

    @Test
    void rename_takenSameOrWrong_isRefusedAndChangesNothing() {
        engine.containers().create(spec("true").name("taken").build());
        Container container =
                engine.containers().create(spec("true").name("mine").build());

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> container.rename("taken"))
                .withMessageContaining("taken");
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> container.rename("mine"));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> container.rename("a/b"));

        assertThat(container.name()).isEqualTo("mine");
        assertThat(engine.containers().get("mine")).isEqualTo(container);
        container.remove();
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> container.rename("other"));
    }

    @Test
    void when_created_nextExitAndRemovedWaitNotRunningDoesNot() throws Exception {
        Container container = create(FAILING);

        CompletableFuture<ExitStatus> next = container.when(WaitCondition.NEXT_EXIT);
        CompletableFuture<ExitStatus> removed = container.when(WaitCondition.REMOVED);
        assertThat(container.waitFor(WaitCondition.NOT_RUNNING, PATIENCE).code())
                .isZero();
        assertThat(next).isNotDone();
        assertThatExceptionOfType(DeadlineException.class)
                .isThrownBy(() -> container.waitFor(WaitCondition.REMOVED, Duration.ofMillis(20)));

        container.start();
        assertThat(next.get(PATIENCE.toSeconds(), SECONDS).code()).isEqualTo(3);
        assertThat(container.waitFor(WaitCondition.NOT_RUNNING, PATIENCE).code())
                .isEqualTo(3);
        assertThat(removed).isNotDone();
        container.remove();
        assertThat(removed.get(PATIENCE.toSeconds(), SECONDS).code()).isEqualTo(3);
    }

    @Test
    void when_removedUnstarted_isNotFound() {
        Container container = create("true");
        CompletableFuture<ExitStatus> next = container.when(WaitCondition.NEXT_EXIT);

        container.remove();

        await().atMost(PATIENCE).until(next::isCompletedExceptionally);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> container.waitFor(WaitCondition.REMOVED, PATIENCE));
    }

    @Test
    void restartPolicy_onFailureTwice_isGivenUpAfterTwo() {
        Container container = startWith(RestartPolicy.onFailure(2), FAILING);

        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(3);
        assertThat(container.restartCount()).isEqualTo(2);
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);

        Container good = startWith(RestartPolicy.onFailure(), "true");
        assertThat(good.waitFor(PATIENCE).success()).isTrue();
        assertThat(good.restartCount()).isZero();
    }

    @Test
    void restartPolicy_always_goesOnUntilStopped() {
        Container container = startWith(RestartPolicy.ALWAYS, "true");

        await().atMost(PATIENCE).until(() -> container.restartCount() >= 2);
        container.stop();

        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        int count = container.restartCount();
        container.start();
        assertThat(container.restartCount()).isLessThan(count);
        container.stop();
    }

    @Test
    void restartPolicy_killed_staysDown() {
        Container container = startWith(RestartPolicy.ALWAYS, STUBBORN);

        container.kill();

        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        assertThat(container.waitFor(WaitCondition.NOT_RUNNING, PATIENCE)).isEqualTo(ExitStatus.signaled(Signal.KILL));
    }

    @Test
    void restartPolicy_waiting_isSeenAndCanBeStoppedOrRemoved() {
        Container container = startWith(RestartPolicy.ALWAYS, FAILING);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(() -> container.state() == ContainerState.RESTARTING);

        assertThat(container.pid()).isEmpty();
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(container::remove);
        assertThat(container.stop().code()).isEqualTo(3);
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        container.remove();
    }

    @Test
    void update_restartPolicy_takesEffectAtOnce() {
        Container container = startWith(RestartPolicy.ALWAYS, FAILING);
        await().atMost(PATIENCE).until(() -> container.restartCount() >= 1);

        container.update(u -> u.restart(RestartPolicy.NEVER));

        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(3);
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> container.update(u -> u.resources(r -> r.with(b -> b.pids(-5)))));
        container.remove();
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(() -> container.update(u -> u.restart(RestartPolicy.ALWAYS)));
    }

    @Test
    void prune_mixed_takesWhatDoesNotRun() {
        Container created = create("true");
        Container ended = start("true");
        ended.waitFor(PATIENCE);
        Container running = start(STUBBORN);

        PruneReport report = engine.containers().prune();

        assertThat(report.removed())
                .containsExactly(created.id().toString(), ended.id().toString());
        assertThat(report.reclaimed().toBytes()).isNotNegative();
        assertThat(engine.containers().list(true)).containsExactly(running);
        assertThat(engine.containers().prune().removed()).isEmpty();
    }

    @Test
    void cidFile_free_getsTheId() throws Exception {
        Path file = notes.resolve("web.cid");

        Container container =
                engine.containers().create(spec("true").cidFile(file).build());

        assertThat(file).hasContent(container.id().toString());
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() ->
                        engine.containers().create(spec("true").cidFile(file).build()))
                .withMessageContaining(file.toString());
        assertThat(engine.containers().list(true)).containsExactly(container);
    }

    @Test
    void cidFile_creationFails_isNotLeft() {
        engine.containers().create(spec("true").name("taken").build());
        Path file = notes.resolve("web.cid");

        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> engine.containers()
                .create(spec("true").name("taken").cidFile(file).build()));

        assertThat(Files.exists(file)).isFalse();
    }
}
