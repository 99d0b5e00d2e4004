// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.ready;

import io.jebena.container.Health;
import io.jebena.container.Ready;
import io.jebena.error.ContainerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** One wait for a condition. What has no event, such as a port, is looked at again and again, less and less often. */
public final class Wait implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final Candidate candidate;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final Duration limit;
    private final List<Runnable> endings = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    /**
     * A wait that has not begun.
     *
     * @param candidate the container
     * @param timer runs what is due; its tasks do not block
     * @param executor runs what may block
     * @param limit how long a single look may take at most
     */
    public Wait(Candidate candidate, ScheduledExecutorService timer, Executor executor, Duration limit) {
        this.candidate = candidate;
        this.timer = timer;
        this.executor = executor;
        this.limit = limit;
    }

    /**
     * Begins it.
     *
     * @param ready the condition
     * @return completed when it has come true, or with the exception that says why it cannot
     */
    public CompletableFuture<Void> until(Ready ready) {
        if (ready instanceof Ready.All all) {
            return CompletableFuture.allOf(futures(all.conditions()));
        }
        if (ready instanceof Ready.Any any) {
            return firstOf(futures(any.conditions()));
        }
        if (ready instanceof Ready.LogLine line) {
            return logLine(line);
        }
        if (ready instanceof Ready.Healthy) {
            return healthy();
        }
        if (ready instanceof Ready.Exec exec) {
            return lookingAgain(() -> candidate.succeeds(exec.spec(), limit));
        }
        if (ready instanceof Ready.Port port) {
            return lookingAgain(() -> onPort(port.port(), connection -> true));
        }
        if (ready instanceof Ready.Http http) {
            return lookingAgain(() ->
                    onPort(http.port(), connection -> http.expected().test(HttpStatus.of(connection, http, limit))));
        }
        throw new IllegalStateException("an unknown condition: " + ready);
    }

    private CompletableFuture<?>[] futures(List<Ready> conditions) {
        return conditions.stream().map(this::until).toArray(CompletableFuture[]::new);
    }

    /** One that cannot come true any more leaves it to the others. */
    private static CompletableFuture<Void> firstOf(CompletableFuture<?>[] futures) {
        CompletableFuture<Void> first = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(futures.length);
        for (CompletableFuture<?> future : futures) {
            future.whenComplete((done, failure) -> {
                if (failure == null) {
                    first.complete(null);
                } else if (left.decrementAndGet() == 0) {
                    first.completeExceptionally(failure);
                }
            });
        }
        return first;
    }

    private boolean onPort(int port, java.util.function.Predicate<io.jebena.linux.fd.TcpSocket> answer) {
        return candidate.pid().isPresent() && PortProbe.any(candidate.pid().getAsInt(), port, limit, answer);
    }

    private CompletableFuture<Void> healthy() {
        CompletableFuture<Void> healthy = new CompletableFuture<>();
        endings.add(candidate.onHealth(health -> {
            if (health.status() == Health.Status.HEALTHY) {
                healthy.complete(null);
            } else if (health.status() == Health.Status.UNHEALTHY) {
                healthy.completeExceptionally(new UnhealthyException(health));
            }
        }));
        return healthy;
    }

    private CompletableFuture<Void> logLine(Ready.LogLine line) {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        AtomicInteger missing = new AtomicInteger(line.times());
        for (InputStream stream : candidate.output()) {
            endings.add(() -> close(stream));
            executor.execute(() -> {
                try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                    for (String text = reader.readLine(); text != null && !over; text = reader.readLine()) {
                        if (line.pattern().matcher(text).find() && missing.decrementAndGet() == 0) {
                            seen.complete(null);
                            return;
                        }
                    }
                } catch (IOException | RuntimeException e) {
                    seen.completeExceptionally(e);
                }
            });
        }
        return seen;
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            System.getLogger(Wait.class.getName()).log(System.Logger.Level.DEBUG, "closing the output", e);
        }
    }

    private CompletableFuture<Void> lookingAgain(BooleanSupplier look) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        executor.execute(() -> look(look, done, FIRST_PAUSE));
        return done;
    }

    private void look(BooleanSupplier look, CompletableFuture<Void> done, Duration pause) {
        if (over) {
            return;
        }
        try {
            if (look.getAsBoolean()) {
                done.complete(null);
                return;
            }
        } catch (ContainerException e) {
            // a program that is not there yet, a container between two runs: the deadline tells
            System.getLogger(Wait.class.getName()).log(System.Logger.Level.DEBUG, "not ready yet", e);
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
            return;
        }
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        timer.schedule(() -> executor.execute(() -> look(look, done, next)), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends it, whatever has come true. */
    @Override
    public void close() {
        over = true;
        endings.forEach(Runnable::run);
    }
}
