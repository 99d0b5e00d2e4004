// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.Health;
import io.jebena.container.Ready;
import io.jebena.container.WaitCondition;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.linux.health.CheckPlan;
import io.jebena.linux.health.HealthMonitor;
import io.jebena.linux.ready.UnhealthyException;
import io.jebena.linux.ready.Wait;
import io.jebena.value.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The health checks of containers, and waiting until they can be used. */
final class Readiness {
    private static final HealthCheck NOTHING = HealthCheck.builder().build();

    /** How long the last output of a container that has ended may take to be read through. */
    private static final Duration LAST_WORDS = Duration.ofMillis(250);

    private final Surroundings surroundings;
    private final ContainerEvents events;
    private final ConcurrentMap<LinuxContainer, HealthMonitor> monitors = new ConcurrentHashMap<>();

    Readiness(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.events = new ContainerEvents(surroundings.events());
    }

    private static Optional<CheckPlan> plan(Subject subject) {
        Optional<HealthCheck> own = subject.record().spec().healthCheck();
        Optional<HealthCheck> image = subject.blueprint().image().healthCheck();
        if (own.isEmpty() && image.isEmpty()) {
            return Optional.empty();
        }
        HealthCheck merged = own.orElse(NOTHING).over(image.orElse(NOTHING));
        return CheckPlan.of(merged, subject.blueprint().image().shell());
    }

    /** What is known of its health; the probes of another JVM's container are that JVM's. */
    Optional<Health> health(Subject subject) {
        if (!(subject instanceof LinuxContainer container)) {
            return Optional.empty();
        }
        HealthMonitor monitor = monitors.get(container);
        return monitor != null
                ? Optional.of(monitor.health())
                : plan(subject).map(check -> new Health(Health.Status.STARTING, 0, List.of()));
    }

    private @Nullable HealthMonitor monitor(LinuxContainer container) {
        HealthMonitor known = monitors.get(container);
        if (known != null) {
            return known;
        }
        Optional<CheckPlan> plan = plan(container);
        if (plan.isEmpty()) {
            return null;
        }
        HealthMonitor made = monitors.computeIfAbsent(
                container,
                c -> new HealthMonitor(plan.get(), new ExecProber(c), surroundings.timer(), surroundings.executor()));
        made.onChange(health -> events.emit(
                container.record(), "health_status: " + health.status().name().toLowerCase(Locale.ROOT)));
        container.when(WaitCondition.REMOVED).whenComplete((status, gone) -> monitors.remove(container));
        return made;
    }

    /** A run has begun, or goes on after a pause. In the thread of the caller, who holds the container's lock: must not block. */
    void begins(LinuxContainer container) {
        HealthMonitor monitor = monitor(container);
        Instant since = container.record().startedAt();
        if (monitor != null && since != null) {
            monitor.begin(since);
        }
    }

    /** A run is over, or paused. Maybe in the reactor's thread: must not block. */
    void ends(LinuxContainer container) {
        HealthMonitor monitor = monitors.get(container);
        if (monitor != null) {
            monitor.end();
        }
    }

    void await(Container container, Subject subject, Ready ready, Duration limit) {
        String operation = "waiting for " + ready + " of container " + container.name();
        if (subject.state() == ContainerState.REMOVED) {
            throw subject.wrongState("wait for " + ready + " of", "not removed");
        }
        CompletableFuture<ExitStatus> end = container.onExit();
        WaitingContainer candidate = new WaitingContainer(container, subject, this::watched);
        try (Wait wait = new Wait(candidate, surroundings.timer(), surroundings.executor(), limit)) {
            CompletableFuture<Void> come = wait.until(ready);
            CompletableFuture.anyOf(come, end).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!come.isDone()) {
                come.get(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            if (end.isDone()) {
                throw ended(container, ready, candidate);
            }
            throw new DeadlineException(operation, limit, candidate.lastLines());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(operation, e);
        } catch (ExecutionException e) {
            throw explained(container, ready, candidate, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** The monitor that tells the health of a container. */
    private HealthMonitor watched(Subject subject) {
        HealthMonitor monitor = subject instanceof LinuxContainer own ? monitor(own) : null;
        if (monitor == null) {
            throw new ContainerStateException(
                    "wait for the health of", subject.record().name(), "with a health check of this engine", "without");
        }
        return monitor;
    }

    private static ContainerStateException ended(Container container, Ready ready, WaitingContainer candidate) {
        String state = container
                .exitStatus()
                .map(status -> "ended with exit code " + status.code())
                .orElse("not running");
        return new ContainerStateException(
                "wait for " + ready + " of", container.name(), "running", state, candidate.lastLines());
    }

    private static RuntimeException explained(
            Container container, Ready ready, WaitingContainer candidate, @Nullable Throwable cause) {
        if (cause instanceof UnhealthyException unhealthy) {
            ContainerStateException found = new ContainerStateException(
                    "wait for " + ready + " of",
                    container.name(),
                    "healthy",
                    "unhealthy",
                    unhealthy.getMessage() + "; " + candidate.lastLines());
            found.initCause(unhealthy);
            return found;
        }
        if (cause instanceof RuntimeException known) {
            return known;
        }
        return new IllegalStateException(cause);
    }
}
