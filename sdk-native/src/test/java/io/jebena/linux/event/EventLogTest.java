// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.event.Event;
import io.jebena.value.Subscription;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final EventLog log = new EventLog(work::add);
    private final List<String> heard = new ArrayList<>();

    private void emit(int count) {
        for (int i = 0; i < count; i++) {
            log.emit("container", "a" + i, "id", Map.of("name", "n"));
        }
    }

    private void work() {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
    }

    @Test
    void since_moreThanRemembered_hasTheLast256() {
        emit(300);

        List<Event> events = log.since(Instant.EPOCH);
        assertThat(events).hasSize(256);
        assertThat(events.get(0).action()).isEqualTo("a44");
        assertThat(events.get(255).action()).isEqualTo("a299");
        assertThat(log.since(Instant.MAX)).isEmpty();
    }

    @Test
    void listener_tooSlow_losesWhatIsMoreThan1000() {
        try (Subscription subscription = log.subscribe(e -> heard.add(e.action()))) {
            assertThat(subscription).isNotNull();
            emit(1200);
            assertThat(work).hasSize(1);
            work();
            assertThat(heard).hasSize(1000).contains("a999").doesNotContain("a1000");
            emit(1);
            work();
            assertThat(heard).hasSize(1001);
        }
    }

    @Test
    void listener_since_hearsThePastFirstAndNothingTwice() {
        emit(2);
        Subscription subscription = log.subscribe(Instant.EPOCH, e -> heard.add(e.action()));
        log.emit("image", "load", "id", Map.of());
        work();

        assertThat(heard).containsExactly("a0", "a1", "load");
        subscription.close();
        subscription.close();
        emit(1);
        work();
        assertThat(heard).hasSize(3);
    }

    @Test
    void listener_throws_hearsTheNext() {
        try (Subscription subscription = log.subscribe(e -> {
            heard.add(e.action());
            throw new IllegalStateException("on purpose");
        })) {
            assertThat(subscription).isNotNull();
            emit(2);
            work();
        }
        assertThat(heard).containsExactly("a0", "a1");
    }

    @Test
    void executor_refuses_isNoConcernOfWhoEmits() {
        EventLog refused = new EventLog(task -> {
            throw new RejectedExecutionException("full");
        });
        try (Subscription subscription = refused.subscribe(e -> heard.add(e.action()))) {
            assertThat(subscription).isNotNull();
            refused.emit("container", "start", "id", Map.of());
        }
        assertThat(heard).isEmpty();
        assertThat(refused.since(Instant.EPOCH)).hasSize(1);
    }
}
