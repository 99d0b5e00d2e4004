// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerState;
import io.jebena.error.DeadlineException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.linux.keeper.KeeperClient;
import io.jebena.linux.launch.LaunchServer;
import io.jebena.linux.store.ContainerRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a container's transitions need of the engine: launching, keeping records, removing. Thread-safe. */
final class ContainerLifecycle {
    private static final System.Logger LOGGER = System.getLogger(ContainerLifecycle.class.getName());

    private final Surroundings surroundings;
    private final Runner runner;
    private final KeeperRunner keepers;
    private final Foreigners foreigners;
    private final Parts parts;
    private final ContainerEvents events;
    private final Outputs outputs;
    private final Changes changes;
    private final ConcurrentMap<String, LinuxContainer> alive = new ConcurrentHashMap<>();

    private final AtomicBoolean launcherExpected = new AtomicBoolean();

    /** Counts what is done behind callers' backs, so that closing the engine can wait for it. */
    private final Phaser background = new Phaser(1);

    ContainerLifecycle(Surroundings surroundings, Blueprints blueprints) {
        this.surroundings = surroundings;
        ContainerLauncher launcher = new ContainerLauncher(surroundings, this);
        this.runner = launcher;
        this.foreigners = new Foreigners(surroundings, blueprints, launcher);
        this.keepers = new KeeperRunner(surroundings, this, launcher);
        this.parts = Parts.of(surroundings);
        this.changes = new Changes(surroundings);
        this.events = new ContainerEvents(surroundings.events());
        this.outputs = new Outputs(surroundings, events);
    }

    Parts parts() {
        return parts;
    }

    Foreigners foreigners() {
        return foreigners;
    }

    Changes changes() {
        return changes;
    }

    ContainerEvents events() {
        return events;
    }

    /** The containers of this engine that are not removed, by id. */
    ConcurrentMap<String, LinuxContainer> alive() {
        return alive;
    }

    Outputs outputs() {
        return outputs;
    }

    /** A container is being created, so one will be launched: the launcher starts while the rest is prepared. */
    void expectLaunch() {
        if (launcherExpected.compareAndSet(false, true)) {
            execute(() -> {
                try {
                    LaunchServer started = surroundings.launcher().get();
                    LOGGER.log(System.Logger.Level.DEBUG, () -> "launcher " + started.pid());
                } catch (RuntimeException e) {
                    // the start that needs it fails with the same, and its caller is told
                    LOGGER.log(System.Logger.Level.DEBUG, "the launcher does not start", e);
                }
            });
        }
    }

    Run launch(LinuxContainer container, ContainerOutput output) {
        Runner who = container.spec().detached() ? keepers : runner;
        return who.launch(container, output);
    }

    /** Looks for the keeper of a detached container; this engine hears of it from here on. */
    Optional<Kept> findKept(LinuxContainer container) {
        return keepers.find(container);
    }

    /** Whether a keeper looks after a detached container right now. */
    boolean isKept(ContainerRecord detached) {
        return detached.state() != ContainerState.CREATED
                && KeeperClient.isKept(
                        surroundings.root().container(detached.id().toString()));
    }

    void listen(Kept kept) {
        kept.listen(surroundings.reactor());
    }

    void recordChanged(ContainerRecord record) {
        surroundings.records().write(record);
    }

    /** Runs a task elsewhere; also if the caller's executor takes no more, for what an engine began it brings to its end. */
    void execute(Runnable task) {
        background.register();
        Runnable counted = () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "work behind a container's end failed", e);
            } finally {
                background.arriveAndDeregister();
            }
        };
        try {
            surroundings.executor().execute(counted);
        } catch (RejectedExecutionException e) {
            Thread thread = new Thread(counted, "jebena-refused");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Runs a task elsewhere after a while, unless the engine is closed by then. */
    void later(Duration delay, Runnable task) {
        try {
            surroundings.timer().schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the engine is closed", e);
        }
    }

    /** Waits until nothing is being done behind anybody's back. */
    void settle(Duration limit) {
        try {
            background.awaitAdvanceInterruptibly(background.arrive(), limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineException("clearing away what containers left", limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException("clearing away what containers left", e);
        }
    }

    /** Takes everything of a container off the disk; its name is free at once, its files go behind the caller's back. */
    void remove(LinuxContainer container) {
        String id = container.id().toString();
        container.kept().ifPresent(Kept::removed);
        alive.remove(id);
        surroundings.directories().hide(id);
        surroundings.names().release(container.name(), id);
        execute(() -> surroundings.directories().deleteHidden(id));
    }

    /** A container that another engine has removed. */
    void forget(ContainerRecord removed) {
        alive.remove(removed.id().toString());
    }

    /** Whether another engine has stopped it by hand. */
    boolean stoppedElsewhere(ContainerRecord record) {
        return surroundings.directories().isStopped(record.id().toString());
    }

    /** It is started by hand: who stopped it before does not count. */
    void forgetStop(ContainerRecord record) {
        surroundings.directories().forgetStop(record.id().toString());
    }

    /** Takes what a dead engine's container left off the disk. */
    void removeOrphan(ContainerRecord orphan) {
        String id = orphan.id().toString();
        surroundings.directories().hide(id);
        surroundings.names().release(orphan.name(), id);
        surroundings.directories().deleteHidden(id);
    }

    /** After a launch that failed: the container can be started again, so what it would have changed must not be there. */
    void clearRoot(String id) {
        surroundings.directories().deleteChanges(id);
    }
}
