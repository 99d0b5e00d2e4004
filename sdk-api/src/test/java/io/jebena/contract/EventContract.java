// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jebena.container.Container;
import io.jebena.event.Event;
import io.jebena.value.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What an engine tells of its containers. */
public abstract class EventContract extends LogContract {
    private List<String> actions() {
        return engine.events().since(Instant.EPOCH).stream()
                .filter(e -> e.type().equals("container"))
                .map(Event::action)
                .toList();
    }

    private Event last(String action) {
        return engine.events().since(Instant.EPOCH).stream()
                .filter(e -> e.action().equals(action))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void events_wholeLife_areInOrder() {
        Container container = engine.containers()
                .create(spec("sh", "-c", "exit 3")
                        .name("told")
                        .putLabel("team", "blue")
                        .build());
        container.start().waitFor(PATIENCE);
        container.remove();

        assertThat(actions()).containsExactly("create", "start", "die", "destroy");
        Event die = last("die");
        assertThat(die.id()).isEqualTo(container.id().toString());
        assertThat(die.attributes())
                .containsEntry("name", "told")
                .containsEntry("team", "blue")
                .containsEntry("exitCode", "3")
                .containsEntry("execDuration", "0");
        assertThat(die.time()).isBetween(container.createdAt(), Instant.now());
    }

    @Test
    void events_stop_areKillDieStop() {
        Container container = startPolite();
        container.stop(PATIENCE);

        assertThat(actions()).containsExactly("create", "start", "kill", "die", "stop");
        assertThat(last("kill").attributes()).containsEntry("signal", "15");
    }

    @Test
    void events_restart_areDieStopStartRestart() {
        Container container = startPolite();
        container.restart(PATIENCE);

        assertThat(actions()).containsExactly("create", "start", "kill", "die", "stop", "start", "restart");
    }

    @Test
    void events_verbs_areTold() {
        Container container = start(STUBBORN);
        String before = container.name();
        container.pause();
        container.unpause();
        container.rename("another");
        container.update(u -> {});
        container.kill();

        assertThat(actions()).containsExactly("create", "start", "pause", "unpause", "rename", "update", "kill", "die");
        assertThat(last("rename").attributes()).containsEntry("oldName", before).containsEntry("name", "another");
        engine.containers().prune();
        assertThat(last("prune").attributes()).containsKey("reclaimed");
    }

    @Test
    void subscribe_fromNowOrSinceATime_isToldUntilClosed() {
        create("true");
        List<String> now = new CopyOnWriteArrayList<>();
        List<String> past = new CopyOnWriteArrayList<>();
        Subscription first = engine.events().subscribe(e -> now.add(e.action()));
        Subscription second = engine.events().subscribe(Instant.EPOCH, e -> past.add(e.action()));

        Container container = create("true");
        await().atMost(PATIENCE).until(() -> now.size() == 1 && past.size() == 2);
        first.close();
        first.close();
        container.remove();
        await().atMost(PATIENCE).until(() -> past.size() == 3);
        second.close();

        assertThat(now).containsExactly("create");
        assertThat(past).containsExactly("create", "create", "destroy");
        assertThat(engine.events().since(Instant.now().plus(Duration.ofHours(1))))
                .isEmpty();
    }

    @Test
    void subscribe_listenerThatStallsOrFails_blocksNobody() {
        CountDownLatch stall = new CountDownLatch(1);
        List<String> heard = new CopyOnWriteArrayList<>();
        try (Subscription stalled = engine.events().subscribe(e -> awaitQuietly(stall));
                Subscription failing = engine.events().subscribe(e -> {
                    throw new IllegalStateException("on purpose");
                });
                Subscription good = engine.events().subscribe(e -> heard.add(e.action()))) {
            assertThat(List.of(stalled, failing, good)).doesNotContainNull();
            start("true").waitFor(PATIENCE);
            await().atMost(PATIENCE).until(() -> heard.contains("die"));
        } finally {
            stall.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
