// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.health;

import io.jebena.container.Health;
import io.jebena.container.Health.Probe;
import io.jebena.container.Health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches over one container. The first probe comes one interval after the start, each further one an interval after the end of
 * the one before. A success makes it healthy at once; failures make it unhealthy when enough of them follow each other, where
 * those that began in the start period count only once it has been healthy. Thread-safe; never blocks.
 */
public final class HealthMonitor {
    private static final System.Logger LOG = System.getLogger(HealthMonitor.class.getName());
    private static final int KEPT = 5;
    private static final int FAILED = -1;

    private final CheckPlan plan;
    private final Prober prober;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final List<Consumer<Health>> listeners = new CopyOnWriteArrayList<>();

    private volatile Health health = new Health(Status.STARTING, 0, List.of());
    private Instant began = Instant.MIN;

    /** Counts watches: what belongs to one that is over is not heard any more. */
    private long watch;

    private boolean watching;
    private @Nullable Future<?> next;
    private Prober.@Nullable Execution current;

    /**
     * A monitor that does not watch yet.
     *
     * @param plan when to probe what
     * @param prober executes probes
     * @param timer runs what is due; its tasks do not block
     * @param executor runs what may block
     */
    public HealthMonitor(CheckPlan plan, Prober prober, ScheduledExecutorService timer, Executor executor) {
        this.plan = plan;
        this.prober = prober;
        this.timer = timer;
        this.executor = executor;
    }

    /**
     * What was found.
     *
     * @return as it is now
     */
    public Health health() {
        return health;
    }

    /**
     * Hears of each change of the status.
     *
     * @param listener called in a thread of the executor
     * @return ends it
     */
    public Runnable onChange(Consumer<Health> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Watches from now on; without effect if it does.
     *
     * @param since when the container was started: another time than before begins anew
     */
    public synchronized void begin(Instant since) {
        if (watching) {
            return;
        }
        watching = true;
        watch++;
        if (!since.equals(began)) {
            began = since;
            health = new Health(Status.STARTING, 0, List.of());
        }
        scheduleNext();
    }

    /** Watches no more. A probe that is under way is killed and counts for nothing. */
    public synchronized void end() {
        watching = false;
        watch++;
        Future<?> due = next;
        if (due != null) {
            due.cancel(false);
        }
        Prober.Execution running = current;
        current = null;
        if (running != null) {
            executor.execute(running::kill);
        }
    }

    private synchronized void scheduleNext() {
        long now = watch;
        Duration wait = starting(Instant.now()) ? plan.startInterval() : plan.interval();
        next = timer.schedule(() -> executor.execute(() -> probe(now)), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean starting(Instant at) {
        return health.status() == Status.STARTING && at.isBefore(began.plus(plan.startPeriod()));
    }

    private synchronized boolean over(long of) {
        return !watching || watch != of;
    }

    private void probe(long of) {
        if (over(of)) {
            return;
        }
        Instant start = Instant.now();
        Prober.Execution execution;
        try {
            execution = prober.start(plan.command());
        } catch (RuntimeException e) {
            finished(of, new Probe(start, Instant.now(), FAILED, ProbeOutput.limited(String.valueOf(e.getMessage()))));
            return;
        }
        boolean late;
        synchronized (this) {
            late = over(of);
            current = late ? null : execution;
        }
        if (late) {
            execution.kill();
            return;
        }
        execution
                .ended()
                .copy()
                .orTimeout(plan.timeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenCompleteAsync((code, failure) -> ended(of, start, execution, code, failure), executor);
    }

    private void ended(
            long of, Instant start, Prober.Execution execution, @Nullable Integer code, @Nullable Throwable failure) {
        if (failure instanceof TimeoutException) {
            execution.kill();
        }
        if (over(of)) {
            return;
        }
        String output = output(execution);
        Instant end = Instant.now();
        if (failure instanceof TimeoutException) {
            String text = "Health check exceeded timeout (" + ProbeOutput.duration(plan.timeout()) + ")";
            String more = output.isEmpty() ? text : text + ": " + output;
            finished(of, new Probe(start, end, FAILED, ProbeOutput.limited(more)));
        } else if (code == null) {
            finished(of, new Probe(start, end, FAILED, ProbeOutput.limited(String.valueOf(failure))));
        } else {
            finished(of, new Probe(start, end, code, ProbeOutput.limited(output)));
        }
    }

    private static String output(Prober.Execution execution) {
        try {
            return execution.output();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the output of a probe cannot be read", e);
            return "";
        }
    }

    private void finished(long of, Probe probe) {
        Health before;
        Health after;
        synchronized (this) {
            if (over(of)) {
                return;
            }
            current = null;
            before = health;
            after = judged(before, probe);
            health = after;
            scheduleNext();
        }
        if (before.status() != after.status()) {
            listeners.forEach(listener -> listener.accept(after));
        }
    }

    private Health judged(Health before, Probe probe) {
        List<Probe> log = new ArrayList<>(before.log());
        log.add(probe);
        List<Probe> kept = log.subList(Math.max(0, log.size() - KEPT), log.size());
        if (probe.exitCode() == 0) {
            return new Health(Status.HEALTHY, 0, kept);
        }
        if (starting(probe.start())) {
            return new Health(before.status(), before.failingStreak(), kept);
        }
        int streak = before.failingStreak() + 1;
        return new Health(streak >= plan.retries() ? Status.UNHEALTHY : before.status(), streak, kept);
    }
}
