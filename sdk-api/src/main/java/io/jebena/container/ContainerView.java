// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.value.ContainerId;
import io.jebena.value.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** What can be seen of a container from outside. Thread-safe. */
public interface ContainerView {
    /**
     * The identity.
     *
     * @return never changes
     */
    ContainerId id();

    /**
     * The name, given or generated.
     *
     * @return as it is now: {@link Container#rename} changes it
     */
    String name();

    /**
     * What it was created of.
     *
     * @return the specification as it was given
     */
    ContainerSpec spec();

    /**
     * Where it is in its life.
     *
     * @return the state at this moment
     */
    ContainerState state();

    /**
     * The id of its first process as the host sees it.
     *
     * @return above 0; empty unless it is running or paused
     */
    OptionalInt pid();

    /**
     * How its first process ended last.
     *
     * @return empty until then, and while it runs again
     */
    Optional<ExitStatus> exitStatus();

    /**
     * When it was created.
     *
     * @return by the host's clock
     */
    Instant createdAt();

    /**
     * When its first process began last.
     *
     * @return by the host's clock; empty until then
     */
    Optional<Instant> startedAt();

    /**
     * When its first process ended last.
     *
     * @return by the host's clock; empty until then, kept while it runs again
     */
    Optional<Instant> finishedAt();

    /**
     * How often its restart policy has started it again.
     *
     * @return 0 or more; 0 again after a start by hand
     */
    int restartCount();

    /**
     * What its health check has found.
     *
     * @return empty if it has none
     */
    Optional<Health> health();

    /**
     * Everything about it, with all defaults filled in.
     *
     * @return as it is now
     */
    Inspection inspect();

    /**
     * What it uses.
     *
     * @return one sample
     * @throws ContainerStateException if it does not run
     * @throws ContainerException if the kernel's figures cannot be read
     */
    Stats stats();

    /**
     * Samples what it uses, again and again as long as it runs.
     *
     * @param interval time between two samples, 1 ms or more
     * @param listener called in a thread of the engine's executor
     * @return ends it
     * @throws ContainerStateException if it does not run
     */
    Subscription stats(Duration interval, Consumer<Stats> listener);

    /**
     * Its processes, as {@code ps -ef} on the host shows them; no program of the host or the container is needed.
     *
     * @return with the titles UID, PID, PPID, C, STIME, TTY, TIME and CMD
     * @throws ContainerStateException if it does not run
     */
    ProcessTable top();
}
