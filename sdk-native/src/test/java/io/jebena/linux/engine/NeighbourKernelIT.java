// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.WaitCondition;
import io.jebena.engine.ContainerEngine;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.LaunchException;
import io.jebena.error.NotFoundException;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several engines on one root or one machine: they see what they share and leave each other alone. */
class NeighbourKernelIT extends EngineTestBase {
    private ChildEngine neighbour(Path root) {
        ChildEngine child = ChildEngine.start(Neighbour.class, root, Busybox.root());
        assertThat(child.line()).isEqualTo("open");
        return child;
    }

    @Test
    void otherJvmsContainer_isListedFoundAndNotRemovedHere() {
        try (ChildEngine other = neighbour(root())) {
            String id = other.ask("start theirs");
            Container mine = start(spec(STUBBORN).name("mine"));

            assertThat(engine.containers().list())
                    .extracting(Container::name)
                    .containsExactlyInAnyOrder("mine", "theirs");
            assertThat(other.ask("list")).isEqualTo("mine,theirs");
            Container theirs = engine.containers().get("theirs");
            assertThat(theirs.id()).hasToString(id);
            assertThat(theirs.state()).isEqualTo(ContainerState.RUNNING);
            assertThat(theirs.pid()).isPresent();
            assertThat(engine.containers().get(id.substring(0, 12))).isEqualTo(theirs);
            assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> theirs.remove(true));
            assertThat(other.ask("state mine")).isEqualTo("RUNNING");
            mine.close();
            assertThat(other.ask("state mine")).isEqualTo("NotFoundException");
        }
    }

    @Test
    void otherJvmsContainer_isEntered() {
        try (ChildEngine other = neighbour(root())) {
            other.ask("start theirs");
            Container theirs = engine.containers().get("theirs");

            assertThat(theirs.exec("sh", "-c", "echo $COLOR; cat /proc/1/cmdline; hostname; id -u")
                            .stdout())
                    .startsWith("blue\nsh")
                    .endsWith(theirs.id().shortForm() + "\n0\n");
            assertThat(theirs.exec(e -> e.command("cat").stdin(Input.of("in"))).stdout())
                    .isEqualTo("in");
            assertThat(theirs.exec("sh", "-c", "exit 3").exitStatus().code()).isEqualTo(3);
            assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> theirs.exec("no-such-program"));

            theirs.stop(PATIENCE);
            assertThatExceptionOfType(ContainerStateException.class)
                    .isThrownBy(() -> theirs.exec("true"))
                    .satisfies(e -> assertThat(e.actual()).isEqualTo("exited"));
        }
    }

    @Test
    void otherJvmsContainer_thatIsAlwaysRestarted_staysDownOnceStoppedHere() {
        try (ChildEngine other = neighbour(root())) {
            other.ask("always theirs");
            Container theirs = engine.containers().get("theirs");

            assertThat(theirs.stop(Duration.ZERO).code()).isEqualTo(137);
            assertThat(other.ask("state theirs")).isEqualTo("EXITED");

            other.ask("again theirs");
            assertThat(theirs.kill().code()).isEqualTo(137);
            assertThat(other.ask("state theirs")).isEqualTo("EXITED");
        }
    }

    @Test
    void otherJvmsContainer_waitedFor_answersAtEachChange() throws Exception {
        try (ChildEngine other = neighbour(root())) {
            other.ask("start theirs");
            Container theirs = engine.containers().get("theirs");
            CompletableFuture<ExitStatus> next = theirs.when(WaitCondition.NEXT_EXIT);
            CompletableFuture<ExitStatus> removed = theirs.when(WaitCondition.REMOVED);
            assertThatExceptionOfType(DeadlineException.class)
                    .isThrownBy(() -> theirs.waitFor(WaitCondition.NOT_RUNNING, Duration.ofMillis(20)));

            other.ask("stop theirs");
            assertThat(next.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).code()).isEqualTo(5);
            assertThat(removed).isNotDone();
            other.ask("remove theirs");
            assertThat(removed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).code())
                    .isEqualTo(5);
        }
    }

    @Test
    void otherJvmsContainer_isStoppedKilledAndRemoved() {
        try (ChildEngine other = neighbour(root())) {
            other.ask("start polite");
            Container polite = engine.containers().get("polite");
            assertThat(polite.stop(PATIENCE).code()).isEqualTo(5);
            await().atMost(PATIENCE).until(() -> other.ask("state polite").equals("EXITED"));

            other.ask("start killed");
            Container killed = engine.containers().get("killed");
            killed.kill(Signal.KILL);
            assertThat(killed.waitFor(PATIENCE).code()).isEqualTo(137);
            await().atMost(PATIENCE).until(() -> other.ask("state killed").equals("EXITED"));
        }
    }

    @Test
    void names_areUniqueAcrossJvms() {
        try (ChildEngine other = neighbour(root())) {
            other.ask("start taken");

            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> create(spec("true").name("taken")))
                    .withMessageContaining("taken");
            create(spec("true").name("mine"));
            assertThat(other.ask("start mine")).isEqualTo("ConflictException");
        }
    }

    @Test
    void closing_oneEngine_leavesTheOthersContainers() {
        Container mine = start(spec(STUBBORN).name("mine"));
        try (ChildEngine other = neighbour(root())) {
            other.ask("start theirs");
            assertThat(other.ask("close")).isEqualTo("closed");
            other.join();

            assertThat(mine.state()).isEqualTo(ContainerState.RUNNING);
            assertThat(mine.exec("true").exitStatus().success()).isTrue();
            assertThat(engine.containers().list(true)).containsExactly(mine);
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> engine.containers().get("theirs"));
        }
        try (ChildEngine other = neighbour(root())) {
            other.ask("start theirs");
            engine.close();
            assertThat(other.ask("state theirs")).isEqualTo("RUNNING");
            assertThat(other.ask("list")).isEqualTo("theirs");
        }
    }

    @Test
    void otherJvm_killed_itsContainersEndAndOursGoOn() {
        Container mine = start(spec(STUBBORN).name("mine"));
        try (ChildEngine other = neighbour(root())) {
            String id = other.ask("start theirs");
            long pid = engine.containers().get(id).pid().orElseThrow();
            other.kill();
            other.join();

            await().atMost(PATIENCE).until(() -> Processes.hasEnded(pid));
            try (ContainerEngine third = Jebena.open(options -> options.root(root()))) {
                assertThat(third.containers().list(true))
                        .extracting(Container::name)
                        .containsExactly("mine");
            }
            assertThat(mine.exec("true").exitStatus().success()).isTrue();
        }
    }

    @Test
    void twoRoots_onOneMachine_seeNothingOfEachOther() {
        Path elsewhere = folder.resolve("elsewhere");
        try (ChildEngine other = neighbour(elsewhere)) {
            other.ask("start same");
            Container mine = start(spec(STUBBORN).name("same"));

            assertThat(engine.containers().list(true)).containsExactly(mine);
            assertThat(other.ask("stop same")).isEqualTo("5");
            assertThat(mine.state()).isEqualTo(ContainerState.RUNNING);
            mine.kill();
            assertThat(other.ask("start another")).hasSize(64);
            assertThat(HostSnapshot.names(elsewhere.resolve("names"))).isEqualTo(Set.of("same", "another"));
        }
    }

    @Test
    void engineClosed_withRunningContainers_leavesNothing() {
        HostSnapshot before = HostSnapshot.take(folder.resolve("closing"));
        ContainerEngine closing = Jebena.open(options -> options.root(folder.resolve("closing")));
        for (int i = 0; i < 5; i++) {
            closing.containers()
                    .create(shell("sleep 1000 & sleep 1000").build())
                    .start();
        }
        closing.containers().create(spec("true").build());
        Set<String> engines = HostSnapshot.names(folder.resolve("closing/engines"));

        closing.close();

        assertThat(engines).hasSize(1);
        assertThat(Processes.leftOf(engines)).isEmpty();
        assertThat(Groups.of(engines.iterator().next())).isEmpty();
        assertThat(folder.resolve("closing/data/containers")).isEmptyDirectory();
        assertThat(folder.resolve("closing/names")).isEmptyDirectory();
        host("rm", "-rf", folder.resolve("closing").toString());
        before.assertNothingNew();
    }
}
