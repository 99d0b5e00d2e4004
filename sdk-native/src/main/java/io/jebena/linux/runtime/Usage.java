// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Stats;
import io.jebena.error.ContainerException;
import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.cgroup.ContainerUsage;
import io.jebena.linux.cgroup.Controller;
import io.jebena.value.Subscription;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What containers use. */
final class Usage {
    private static final System.Logger LOGGER = System.getLogger(Usage.class.getName());

    private final Surroundings surroundings;

    Usage(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Stats sample(Subject subject) {
        Live live = subject.requireLive("read the statistics of");
        ContainerCgroup cgroup = live.cgroup();
        countBlockIo(cgroup);
        boolean network = !subject.record().spec().namespaces().network().host();
        return ContainerUsage.read(cgroup, network ? OptionalInt.of(live.pid()) : OptionalInt.empty());
    }

    /** Version 1 counts only in its own tree, which a container is not in from the start: see the package of groups. */
    private void countBlockIo(ContainerCgroup cgroup) {
        try {
            surroundings.cgroups().join(cgroup, Controller.IO);
        } catch (HostRequirementException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "no figures of block devices", e);
        }
    }

    Subscription samples(Subject subject, Duration interval, Consumer<Stats> listener) {
        subject.requireLive("read the statistics of");
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InvalidSpecException("interval", interval + " is below a millisecond");
        }
        Stream stream = new Stream(subject, listener);
        stream.begin(
                surroundings.timer().scheduleAtFixedRate(stream::tick, 0, interval.toNanos(), TimeUnit.NANOSECONDS));
        return stream;
    }

    /** Samples until it is closed or the container ends; one that takes longer than the interval is not overtaken. */
    private final class Stream implements Subscription {
        private final Subject subject;
        private final Consumer<Stats> listener;
        private final AtomicBoolean busy = new AtomicBoolean();
        private volatile boolean closed;
        private @Nullable ScheduledFuture<?> ticks;

        Stream(Subject subject, Consumer<Stats> listener) {
            this.subject = subject;
            this.listener = listener;
        }

        synchronized void begin(ScheduledFuture<?> future) {
            ticks = future;
            if (closed) {
                future.cancel(false);
            }
        }

        void tick() {
            if (!closed && busy.compareAndSet(false, true)) {
                surroundings.executor().execute(this::take);
            }
        }

        private void take() {
            try {
                if (!closed && subject.live().isPresent()) {
                    listener.accept(sample(subject));
                } else {
                    close();
                }
            } catch (ContainerException e) {
                if (subject.live().isEmpty()) {
                    close();
                } else {
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            "no statistics of " + subject.record().name(),
                            e);
                }
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "a listener of statistics failed", e);
            } finally {
                busy.set(false);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (ticks != null) {
                ticks.cancel(false);
            }
        }
    }
}
