// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.event;

import io.jebena.engine.Events;
import io.jebena.event.Event;
import io.jebena.value.Subscription;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Remembers the last events and tells listeners of new ones. Whoever emits never waits for one who listens. Thread-safe. */
public final class EventLog implements Events {
    private static final int REMEMBERED = 256;

    private final Executor executor;
    private final Deque<Event> ring = new ArrayDeque<>(REMEMBERED);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /**
     * A log without events.
     *
     * @param executor calls the listeners
     */
    public EventLog(Executor executor) {
        this.executor = executor;
    }

    /**
     * Notes what has happened just now. Never blocks, so that the reactor's thread may call it.
     *
     * @param type {@code container}, {@code image}, ...
     * @param action in Docker's words
     * @param id of the thing
     * @param attributes its name, its labels and what the action adds
     */
    public void emit(String type, String action, String id, Map<String, String> attributes) {
        synchronized (ring) {
            Event event = new Event(Instant.now(), type, action, id, attributes);
            if (ring.size() == REMEMBERED) {
                ring.removeFirst();
            }
            ring.addLast(event);
            listeners.forEach(listener -> listener.take(event));
        }
    }

    @Override
    public Subscription subscribe(Consumer<Event> listener) {
        Listener added = new Listener(executor, listener, listeners::remove);
        synchronized (ring) {
            listeners.add(added);
        }
        return added;
    }

    @Override
    public Subscription subscribe(Instant since, Consumer<Event> listener) {
        Listener added = new Listener(executor, listener, listeners::remove);
        synchronized (ring) {
            since(since).forEach(added::take);
            listeners.add(added);
        }
        return added;
    }

    @Override
    public List<Event> since(Instant since) {
        synchronized (ring) {
            List<Event> events = new ArrayList<>(ring);
            events.removeIf(event -> event.time().isBefore(since));
            return List.copyOf(events);
        }
    }

    /** Nobody is told of anything any more. */
    public void close() {
        listeners.forEach(Listener::close);
    }
}
