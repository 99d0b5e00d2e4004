// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.error.ContainerException;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.Life;
import io.jebena.linux.store.Terms;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The states of a container of this engine, and its runs.
 *
 * <pre>
 * CREATED --start--> RUNNING --exit--> EXITED --start--> RUNNING
 *                    |    ^ \          |
 *               pause|    |  \exit     |remove (DEAD if that fails) --> REMOVED
 *                    v    |   v
 *                 PAUSED  |  RESTARTING --stop--> EXITED
 *                   unpause    |after a while
 *                              +--> RUNNING
 * </pre>
 *
 * <p>Transitions are made under one lock. The end of the process comes from the reactor's thread, which cannot wait for
 * that lock, and is only noted: what follows from it runs elsewhere. The record has a monitor of its own, held for moments.
 */
final class ContainerMachine {
    private static final System.Logger LOGGER = System.getLogger(ContainerMachine.class.getName());

    private final LinuxContainer container;
    private final ContainerLifecycle lifecycle;
    private final ContainerOutput output;
    private final boolean removesItself;
    private final ReentrantLock transition = new ReentrantLock();
    private final Waiters waiters = new Waiters();
    private final Restarts restarts = new Restarts();
    private volatile ContainerRecord record;
    private volatile @Nullable Run run;

    /** Whether a restart is under way: it cannot be dropped any more, only ended. */
    private boolean restarting;

    /** How many are stopping it only to start it again: it does not remove itself meanwhile. */
    private int kept;

    /**
     * A container that was just created.
     *
     * @param container its handle
     * @param lifecycle does what leaves this object
     * @param record what is kept of it
     * @param output its streams
     * @param removesItself whether it goes when its process has ended
     */
    ContainerMachine(
            LinuxContainer container,
            ContainerLifecycle lifecycle,
            ContainerRecord record,
            ContainerOutput output,
            boolean removesItself) {
        this.container = container;
        this.lifecycle = lifecycle;
        this.record = record;
        this.output = output;
        this.removesItself = removesItself;
    }

    ContainerRecord record() {
        return record;
    }

    ContainerState state() {
        return record.state();
    }

    Waiters waiters() {
        return waiters;
    }

    /** The run that is under way, or null. */
    @Nullable
    Run run() {
        return state().alive() ? run : null;
    }

    synchronized ContainerRecord change(UnaryOperator<ContainerRecord> change) {
        record = change.apply(record);
        return record;
    }

    /** Does something while nothing else becomes of the container. */
    void exclusively(Runnable action) {
        transition.lock();
        try {
            action.run();
        } finally {
            transition.unlock();
        }
    }

    /** By hand. */
    void start() {
        exclusively(() -> {
            if (state() != ContainerState.CREATED && state() != ContainerState.EXITED) {
                throw container.wrongState("start", "created or exited");
            }
            startNow();
        });
    }

    /** Needs the lock, and a container that does not run. */
    private void startNow() {
        synchronized (this) {
            restarts.reset();
            record = record.with(record.life().restarted(0)).with(record.terms().stoppedByHand(false));
        }
        if (record.startedAt() != null) {
            lifecycle.forgetStop(record);
        }
        try {
            launch();
        } catch (RuntimeException | Error e) {
            if (removesItself) {
                discard(e);
            }
            throw e;
        }
    }

    private void discard(Throwable failure) {
        try {
            removeNow();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private void launch() {
        clearRun();
        Run started;
        try {
            started = lifecycle.launch(container, output);
        } catch (RuntimeException | Error e) {
            output.launchFailed();
            throw e;
        }
        waiters.began();
        began(started);
    }

    /** The first process runs. Needs the lock. */
    private void began(Run started) {
        run = started;
        ContainerRecord now = change(r -> r.running(started.pid()));
        lifecycle.events().emit(now, "start");
        started.onOutOfMemory(() -> lifecycle.events().emit(record, "oom"));
        started.onEnd().thenAccept(status -> ended(started, status));
        lifecycle.parts().readiness().begins(container);
        try {
            lifecycle.recordChanged(record);
        } catch (RuntimeException | Error e) {
            // a container that other JVMs could not know to be running does not go on
            started.kill();
            throw e;
        }
    }

    private void clearRun() {
        Run was = run;
        if (was != null) {
            was.clear();
        }
    }

    /** In the reactor's thread: waiters go on at once, the rest is done behind their backs. */
    private void ended(Run was, ExitStatus status) {
        boolean again;
        synchronized (this) {
            Life life = record.life();
            Terms terms = record.terms();
            again = was.followed()
                    .orElseGet(
                            () -> restarts.follows(terms.restart(), status, life.restartCount(), terms.stoppedByHand())
                                    && !lifecycle.stoppedElsewhere(record));
            ContainerState then = again ? ContainerState.RESTARTING : ContainerState.EXITED;
            // where its start could not be put on record, it may be gone already
            record = record.with(life.ended(status, state() == ContainerState.REMOVED ? state() : then));
        }
        lifecycle.parts().readiness().ends(container);
        lifecycle.events().died(record, status);
        waiters.ended(status, !again);
        lifecycle.execute(() -> exclusively(() -> afterEnd(was)));
    }

    private void afterEnd(Run was) {
        was.clear();
        if (run != was || state() == ContainerState.REMOVED) {
            return;
        }
        if (state() == ContainerState.RESTARTING && was.followed().isEmpty()) {
            Duration delay = restarts.next(ContainerEvents.lasted(record));
            lifecycle.later(delay, () -> exclusively(() -> restartByPolicy(was)));
        } else if (state() == ContainerState.EXITED && removesItself && kept == 0) {
            removeNow();
            return;
        }
        lifecycle.recordChanged(record);
    }

    /** A container of another JVM's making becomes this engine's, too: as its record has it, and what runs of it. */
    void adopt(ContainerRecord now, @Nullable Run running) {
        record = now;
        run = running;
        ExitStatus last = now.exit();
        if (running != null && (now.state().alive() || now.state() == ContainerState.RESTARTING)) {
            waiters.began();
            running.onEnd().thenAccept(status -> {
                if (now.state().alive()) {
                    ended(running, status);
                }
            });
        } else if (last != null) {
            waiters.staysDown(last);
        }
    }

    /** Somebody else has started it again. */
    void goesOn(Run next, int restartCount) {
        exclusively(() -> {
            if (state() == ContainerState.RESTARTING) {
                change(r -> r.with(r.life().restarted(restartCount)));
                clearRun();
                waiters.began();
                began(next);
            }
        });
    }

    /** It was to go on, and nobody keeps it: it is started now. */
    void resume() {
        exclusively(() -> {
            if (run == null) {
                restartByPolicy(null);
            }
        });
    }

    /** Another JVM has removed it. */
    void vanish() {
        exclusively(() -> {
            if (state() != ContainerState.REMOVED) {
                ContainerRecord last = change(r -> r.with(r.life().in(ContainerState.REMOVED)));
                lifecycle.forget(last);
                waiters.removed(last.name(), last.exit());
            }
        });
    }

    /** Somebody else has given a restart up. */
    void staysDown() {
        dropRestart();
    }

    private void restartByPolicy(@Nullable Run was) {
        if (run != was || state() != ContainerState.RESTARTING) {
            return;
        }
        if (lifecycle.stoppedElsewhere(record)) {
            dropRestart();
            return;
        }
        synchronized (this) {
            if (state() != ContainerState.RESTARTING) {
                return;
            }
            restarting = true;
            record = record.with(record.life().restarted(record.life().restartCount() + 1));
        }
        boolean launched = false;
        try {
            launch();
            launched = true;
        } catch (RuntimeException | Error e) {
            LOGGER.log(System.Logger.Level.WARNING, "container " + record.name() + " cannot be started again", e);
        }
        boolean unwanted;
        synchronized (this) {
            restarting = false;
            unwanted = restarts.cancelled();
        }
        if (!launched) {
            dropRestart();
        } else if (unwanted) {
            killNow();
        }
    }

    /** A restart that was to come does not come; one that is under way is left to itself. */
    private void dropRestart() {
        ExitStatus last = null;
        synchronized (this) {
            if (state() == ContainerState.RESTARTING && !restarting) {
                record = record.with(record.life().in(ContainerState.EXITED));
                last = record.exit();
            }
        }
        if (last != null) {
            waiters.staysDown(last);
            lifecycle.execute(() -> exclusively(this::afterDrop));
        }
    }

    private void afterDrop() {
        if (state() == ContainerState.EXITED) {
            if (removesItself && kept == 0) {
                removeNow();
            } else {
                lifecycle.recordChanged(record);
            }
        }
    }

    /** Somebody has sent it a signal by hand. */
    void byHand(boolean cancelsRestarts) {
        synchronized (this) {
            record = record.with(record.terms().stoppedByHand(true));
            if (cancelsRestarts) {
                restarts.cancel();
            }
        }
        Run now = run;
        if (now != null) {
            now.stoppedByHand(cancelsRestarts);
        }
        if (cancelsRestarts) {
            dropRestart();
        }
    }

    /** Its terms were changed: a restart that was to come may come no more. */
    void reconsider() {
        boolean dropped;
        synchronized (this) {
            ExitStatus last = record.exit();
            dropped = last != null
                    && !restarts.follows(
                            record.terms().restart(),
                            last,
                            record.life().restartCount(),
                            record.terms().stoppedByHand());
        }
        if (dropped) {
            dropRestart();
        }
    }

    void pause() {
        exclusively(() -> {
            Run now = run();
            if (now == null || state() == ContainerState.PAUSED) {
                throw container.wrongState("pause", "running");
            }
            if (!now.freeze() || !move(ContainerState.RUNNING, ContainerState.PAUSED)) {
                throw container.wrongState("pause", "running");
            }
            lifecycle.parts().readiness().ends(container);
            lifecycle.events().emit(record, "pause");
            lifecycle.recordChanged(record);
        });
    }

    void unpause() {
        exclusively(() -> {
            if (!thaw()) {
                throw container.wrongState("unpause", "paused");
            }
        });
    }

    /** False if it was not paused. Needs the lock. */
    boolean thaw() {
        Run now = run();
        if (now == null || state() != ContainerState.PAUSED) {
            return false;
        }
        now.thaw();
        if (move(ContainerState.PAUSED, ContainerState.RUNNING)) {
            lifecycle.parts().readiness().begins(container);
            lifecycle.events().emit(record, "unpause");
            lifecycle.recordChanged(record);
        }
        return true;
    }

    private synchronized boolean move(ContainerState from, ContainerState to) {
        if (state() != from) {
            return false;
        }
        record = record.with(record.life().in(to));
        return true;
    }

    /** Stops it by what is given, if it runs, and starts it by hand; it is kept meanwhile. */
    void restart(Runnable stop) {
        exclusively(() -> kept++);
        try {
            stop.run();
            exclusively(() -> {
                if (state() == ContainerState.CREATED || state() == ContainerState.EXITED) {
                    startNow();
                } else if (!state().alive()) {
                    throw container.wrongState("restart", "created, running or exited");
                }
                lifecycle.events().emit(record, "restart");
            });
        } finally {
            exclusively(() -> {
                kept--;
                afterDrop();
            });
        }
    }

    /** Kills without waiting, so that many can end at once; no restart follows. */
    void killNow() {
        byHand(true);
        Run now = run;
        if (now != null) {
            now.kill();
        }
    }

    /** False if it was removed before. */
    boolean takeAway(boolean force, Duration limit) {
        boolean killed = false;
        while (true) {
            ContainerState state = state();
            boolean active = state.alive() || state == ContainerState.RESTARTING;
            if (active && !force) {
                throw container.wrongState("remove", "stopped: stop it first, or remove it by force");
            }
            if (state != ContainerState.REMOVED) {
                killed |= active;
                killNow();
                awaitEnds(limit);
            }
            Waiting.lock(transition, limit, "waiting for the work on container " + record.name());
            try {
                if (state() == ContainerState.REMOVED) {
                    return killed;
                }
                if (!state().alive()) { // or it was started just now
                    removeNow();
                    return true;
                }
            } finally {
                transition.unlock();
            }
        }
    }

    private void awaitEnds(Duration limit) {
        Run now = run;
        if (now != null) {
            String what = "container " + record.name();
            Waiting.atMost(waiters.down(), limit, "waiting for " + what);
            Waiting.atMost(now.onAllEnded(), limit, "waiting for what was executed in " + what);
        }
    }

    /** Needs the lock, and a process that is gone. */
    private void removeNow() {
        clearRun();
        output.removed();
        try {
            lifecycle.remove(container);
        } catch (ContainerException e) {
            change(r -> r.with(r.life().in(ContainerState.DEAD)));
            throw e;
        }
        ContainerRecord last = change(r -> r.with(r.life().in(ContainerState.REMOVED)));
        lifecycle.events().emit(last, "destroy");
        waiters.removed(last.name(), last.exit());
    }
}
