// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.engine.Events;
import io.jebena.event.Event;
import io.jebena.value.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Events that are all remembered, and told by a thread for each listener. */
final class FakeEvents implements Events {
    private final List<Event> past = new ArrayList<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

    /** Asks the container before it takes the lock, as containers tell under theirs. */
    void emit(FakeContainer container, String action, Map<String, String> more) {
        Map<String, String> attributes = new LinkedHashMap<>(container.spec().labels());
        attributes.put("name", container.name());
        attributes.putAll(more);
        emit(new Event(Instant.now(), "container", action, container.id().toString(), attributes));
    }

    synchronized void emit(Event event) {
        past.add(event);
        listeners.forEach(listener -> listener.accept(event));
    }

    @Override
    public Subscription subscribe(Consumer<Event> listener) {
        return subscribe(Instant.MAX, listener);
    }

    @Override
    public synchronized Subscription subscribe(Instant since, Consumer<Event> listener) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread daemon = new Thread(task, "fake-events");
            daemon.setDaemon(true);
            return daemon;
        });
        Consumer<Event> told = event -> thread.execute(() -> tell(listener, event));
        since(since).forEach(told);
        listeners.add(told);
        return () -> {
            listeners.remove(told);
            thread.shutdown();
        };
    }

    private static void tell(Consumer<Event> listener, Event event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            System.getLogger("fake").log(System.Logger.Level.DEBUG, "a listener failed", e);
        }
    }

    @Override
    public synchronized List<Event> since(Instant since) {
        return past.stream().filter(e -> !e.time().isBefore(since)).toList();
    }
}
