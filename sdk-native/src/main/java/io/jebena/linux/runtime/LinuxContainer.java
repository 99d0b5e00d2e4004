// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.ContainerUpdate;
import io.jebena.container.ExitStatus;
import io.jebena.container.ProcessResult;
import io.jebena.container.WaitCondition;
import io.jebena.error.DeadlineException;
import io.jebena.error.NotFoundException;
import io.jebena.linux.keeper.KeeperState;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.Life;
import io.jebena.value.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A container of this engine: what its users ask for, in terms of its {@link ContainerMachine}. */
final class LinuxContainer extends ContainerHandle {
    private final ContainerLifecycle lifecycle;
    private final Blueprint blueprint;
    private final ContainerOutput output;
    private final ContainerMachine machine;
    private volatile @Nullable Kept kept;

    /**
     * A new container.
     *
     * @param lifecycle does what leaves this object
     * @param blueprint what it is
     * @param record what is kept of it
     * @param removesItself whether it goes when its process has ended
     */
    LinuxContainer(ContainerLifecycle lifecycle, Blueprint blueprint, ContainerRecord record, boolean removesItself) {
        super(lifecycle.parts());
        this.lifecycle = lifecycle;
        this.blueprint = blueprint;
        this.output = record.spec().detached()
                ? new DetachedOutput(this, record, lifecycle.outputs())
                : new OwnOutput(this, record, lifecycle.outputs(), removesItself);
        this.machine = new ContainerMachine(this, lifecycle, record, output, removesItself);
    }

    @Override
    public ContainerRecord record() {
        return machine.record();
    }

    @Override
    public void exclusively(Runnable action) {
        machine.exclusively(action);
    }

    @Override
    public Blueprint blueprint() {
        return blueprint;
    }

    @Override
    public Optional<Run> live() {
        return Optional.ofNullable(machine.run());
    }

    @Override
    ContainerOutput output() {
        return output;
    }

    @Override
    public ContainerState state() {
        return machine.state();
    }

    /** Who keeps it while this JVM is not needed for it; empty before its start, and for containers that are not detached. */
    Optional<Kept> kept() {
        return Optional.ofNullable(kept);
    }

    /** A keeper looks after it from here on. */
    Kept keptBy(Kept keeper) {
        kept = keeper;
        lifecycle.listen(keeper);
        return keeper;
    }

    /** Its keeper has started it again; in the reactor's thread. */
    void keptGoesOn(KeptRun next, KeeperState state) {
        lifecycle.execute(() -> machine.goesOn(next, state.restarts()));
    }

    /** Its keeper starts it no more; in the reactor's thread. */
    void keptStaysDown() {
        lifecycle.execute(() -> {
            machine.staysDown();
            kept().ifPresent(Kept::removeGroups);
        });
    }

    /** Takes a detached container over as it is, which another JVM has made or changed. */
    void adopt(ContainerRecord onDisk) {
        machine.exclusively(() -> {
            Optional<Kept> found = lifecycle.findKept(this);
            ContainerRecord now =
                    found.map(k -> onDisk.with(life(onDisk.life(), k.state()))).orElse(onDisk);
            machine.adopt(now, found.map(Kept::current).orElse(null));
            found.ifPresent(this::keptBy);
        });
    }

    private static Life life(Life recorded, KeeperState state) {
        boolean running = state.phase() == KeeperState.Phase.RUNNING;
        ContainerState now =
                switch (state.phase()) {
                    case RUNNING ->
                        recorded.state() == ContainerState.PAUSED ? ContainerState.PAUSED : ContainerState.RUNNING;
                    case RESTARTING -> ContainerState.RESTARTING;
                    case EXITED -> ContainerState.EXITED;
                };
        Instant finished = state.finishedAt().equals(Instant.EPOCH) ? null : state.finishedAt();
        return new Life(
                now,
                state.startedAt(),
                finished,
                running ? state.pid() : 0,
                running ? null : state.exit(),
                state.restarts());
    }

    /** Looks at what other JVMs have made of a detached container; false if it is removed. */
    boolean refresh(Optional<ContainerRecord> onDisk) {
        ContainerState state = state();
        if (onDisk.isEmpty()) {
            machine.vanish();
            return false;
        }
        ContainerRecord now = onDisk.get();
        boolean active = state.alive() || state == ContainerState.RESTARTING;
        // the record may have been written last by a JVM that heard of an earlier end: the keeper knows
        boolean goesOn = now.state().alive() || now.state() == ContainerState.RESTARTING || lifecycle.isKept(now);
        if (!active && goesOn) {
            adopt(now);
        } else {
            machine.change(r -> r.named(now.name()).with(now.terms()));
        }
        return true;
    }

    /** Starts what was to go on and whose keeper is gone, as after a start of the host. */
    void resume() {
        machine.resume();
    }

    /** This engine closes: a detached container goes on. */
    void letGo() {
        kept().ifPresent(Kept::letGo);
    }

    @Override
    public Container start() {
        machine.start();
        return this;
    }

    @Override
    public ExitStatus waitFor() {
        return Waiting.forEver(machine.waiters().down(), waiting());
    }

    @Override
    public ExitStatus waitFor(Duration limit) {
        return Waiting.atMost(machine.waiters().down(), limit, waiting());
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return Waiting.elsewhere(machine.waiters().down(), lifecycle::execute);
    }

    @Override
    public ExitStatus waitFor(WaitCondition condition, Duration limit) {
        return Waiting.atMost(awaited(condition), limit, waiting());
    }

    @Override
    public CompletableFuture<ExitStatus> when(WaitCondition condition) {
        return Waiting.elsewhere(awaited(condition), lifecycle::execute);
    }

    private CompletableFuture<ExitStatus> awaited(WaitCondition condition) {
        return switch (condition) {
            case NEXT_EXIT -> machine.waiters().nextEnd();
            case REMOVED -> machine.waiters().removed();
            case NOT_RUNNING ->
                state() == ContainerState.CREATED
                        ? CompletableFuture.completedFuture(ExitStatus.exited(0))
                        : machine.waiters().down();
        };
    }

    private String waiting() {
        return "waiting for container " + name();
    }

    @Override
    public ExitStatus kill() {
        CompletableFuture<ExitStatus> down = machine.waiters().down();
        requireActive("kill");
        if (machine.run() != null) {
            toldOf(Signal.KILL);
        }
        machine.killNow();
        return Waiting.forEver(down, waiting());
    }

    @Override
    public void kill(Signal signal) {
        requireActive("kill");
        Optional<Signal> configured = spec().stopSignal().or(blueprint::stopSignal);
        boolean ends = signal.equals(Signal.KILL)
                || configured.isEmpty()
                || configured.get().equals(signal);
        machine.byHand(ends);
        send(signal, ends);
    }

    /** What is paused cannot hear that it is to end. */
    private void send(Signal signal, boolean thaws) {
        Run now = machine.run();
        if (now == null) {
            return;
        }
        toldOf(signal);
        if (now.signal(signal)) {
            if (thaws && state() == ContainerState.PAUSED) {
                machine.exclusively(machine::thaw);
            }
        }
    }

    /** Before it is sent, for the end may follow at once. */
    private void toldOf(Signal signal) {
        lifecycle.events().emit(record(), "kill", Map.of("signal", Integer.toString(signal.number())));
    }

    private void requireActive(String operation) {
        ContainerState state = state();
        if (!state.alive() && state != ContainerState.RESTARTING) {
            throw wrongState(operation, "running");
        }
    }

    @Override
    public ExitStatus stop() {
        return stop(spec().stopTimeout());
    }

    @Override
    public ExitStatus stop(Duration timeout) {
        CompletableFuture<ExitStatus> down = machine.waiters().down();
        ContainerState state = state();
        if (state == ContainerState.CREATED || state == ContainerState.REMOVED && record().exit() == null) {
            throw wrongState("stop", "running or exited");
        }
        machine.byHand(true);
        if (down.isDone() || machine.run() == null) {
            return Waiting.forEver(down, waiting());
        }
        ExitStatus status = end(down, timeout);
        lifecycle.events().emit(record(), "stop");
        return status;
    }

    private ExitStatus end(CompletableFuture<ExitStatus> down, Duration timeout) {
        if (!timeout.isZero()) {
            send(spec().stopSignal().or(blueprint::stopSignal).orElse(Signal.TERM), true);
            try {
                return Waiting.atMost(down, timeout, waiting());
            } catch (DeadlineException e) {
                // it had its time
            }
        }
        machine.killNow();
        return Waiting.forEver(down, waiting());
    }

    @Override
    public Container restart(Duration timeout) {
        if (state() == ContainerState.REMOVED || state() == ContainerState.DEAD) {
            throw wrongState("restart", "created, running or exited");
        }
        machine.restart(() -> {
            if (state() != ContainerState.CREATED) {
                stop(timeout);
            }
        });
        return this;
    }

    @Override
    public void pause() {
        machine.pause();
    }

    @Override
    public void unpause() {
        machine.unpause();
    }

    @Override
    public void rename(String name) {
        machine.exclusively(() -> {
            requireThere("rename");
            String old = name();
            lifecycle.changes().rename(machine, name);
            lifecycle.events().emit(record(), "rename", Map.of("oldName", old));
        });
    }

    @Override
    public void update(ContainerUpdate update) {
        machine.exclusively(() -> {
            requireThere("update");
            lifecycle.changes().update(machine, update);
            kept().ifPresent(keeper -> keeper.policy(record().terms().restart()));
            lifecycle.events().emit(record(), "update");
        });
    }

    private void requireThere(String operation) {
        if (state() == ContainerState.REMOVED || state() == ContainerState.DEAD) {
            throw wrongState(operation, "not removed");
        }
    }

    @Override
    public void remove(boolean force) {
        if (!machine.takeAway(force, Waiting.FOR_EVER)) {
            throw new NotFoundException("container", name());
        }
    }

    @Override
    public void close() {
        close(Waiting.FOR_EVER);
    }

    /** Kills and removes it, if the process and those who work on it leave it within about this time. */
    void close(Duration limit) {
        machine.takeAway(true, limit);
    }

    /** Kills without waiting, so that many can end at once. */
    void killNow() {
        machine.killNow();
    }

    /** The result of a container that has ended. */
    ProcessResult result(ExitStatus status) {
        return output.result(status);
    }
}
