// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.event;

import io.jebena.event.Event;
import io.jebena.value.Subscription;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One who listens: events wait in a queue of its own and are told one after another, in a thread of the executor. */
final class Listener implements Subscription {
    private static final System.Logger LOGGER = System.getLogger(Listener.class.getName());
    private static final int MOST_WAITING = 1000;

    private final Executor executor;
    private final Consumer<Event> target;
    private final Consumer<Listener> leave;
    private final Queue<Event> waiting = new ArrayDeque<>();
    private boolean telling;
    private boolean closed;
    private long lost;

    Listener(Executor executor, Consumer<Event> target, Consumer<Listener> leave) {
        this.executor = executor;
        this.target = target;
        this.leave = leave;
    }

    /** Never blocks; what is too much is lost. */
    synchronized void take(Event event) {
        if (closed) {
            return;
        }
        if (waiting.size() == MOST_WAITING) {
            lost++;
            return;
        }
        waiting.add(event);
        if (!telling) {
            telling = true;
            try {
                executor.execute(this::tell);
            } catch (RejectedExecutionException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "the executor takes no more work: events are lost", e);
                telling = false;
                waiting.clear();
            }
        }
    }

    private void tell() {
        for (Event event = next(); event != null; event = next()) {
            try {
                target.accept(event);
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "a listener failed at " + event, e);
            }
        }
    }

    private synchronized @Nullable Event next() {
        Event event = closed ? null : waiting.poll();
        if (event == null) {
            telling = false;
            if (lost > 0 && !closed) {
                LOGGER.log(System.Logger.Level.WARNING, lost + " events were lost to a listener that was too slow");
                lost = 0;
            }
        }
        return event;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        leave.accept(this);
    }
}
