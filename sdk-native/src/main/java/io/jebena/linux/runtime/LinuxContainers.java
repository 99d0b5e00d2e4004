// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.ProcessResult;
import io.jebena.engine.Containers;
import io.jebena.engine.PruneReport;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.linux.store.CidFile;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.value.ByteSize;
import io.jebena.value.ContainerId;
import io.jebena.value.Digest;
import io.jebena.value.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The containers of an engine, and those of other engines on the same root. Thread-safe. */
public final class LinuxContainers implements Containers {
    private static final System.Logger LOGGER = System.getLogger(LinuxContainers.class.getName());
    private static final int NAME_TRIES = 6;
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(30);

    private final Surroundings surroundings;
    private final Blueprints blueprints;
    private final ContainerLifecycle lifecycle;
    private final Confinements confinements;
    private final boolean lasting;
    private volatile boolean closed;

    /**
     * The containers of an engine.
     *
     * @param surroundings what the engine offers
     * @param roots finds the roots that specifications name
     * @param lasting whether the engine's root stays when the engine is closed
     */
    public LinuxContainers(Surroundings surroundings, RootSources roots, boolean lasting) {
        this.lasting = lasting;
        this.surroundings = surroundings;
        this.blueprints = new Blueprints(roots);
        this.lifecycle = new ContainerLifecycle(surroundings, blueprints);
        this.confinements = new Confinements(surroundings.held());
    }

    @Override
    public Container create(ContainerSpec spec) {
        return create(spec, spec.autoRemove());
    }

    private LinuxContainer create(ContainerSpec spec, boolean removesItself) {
        requireOpen();
        lifecycle.expectLaunch();
        ContainerId id = ContainerId.random();
        HostLimits.check(spec.resources());
        surroundings.cgroups().check(spec.resources());
        confinements.check(spec);
        if (spec.detached()) {
            KeeperRunner.check(spec, lasting);
        }
        Rollback acquired = new Rollback();
        try (Blueprints.Draft draft =
                blueprints.draft(spec, id, surroundings.root().container(id.toString()))) {
            spec.cidFile().ifPresent(file -> {
                CidFile.make(file, id.toString());
                acquired.push(() -> CidFile.remove(file));
            });
            String name = claim(spec.name(), id.toString());
            acquired.push(() -> surroundings.names().release(name, id.toString()));
            ContainerRecord record = ContainerRecord.created(id, name, owner(spec, id), spec, draft.image());
            surroundings.directories().make(record);
            LinuxContainer container = new LinuxContainer(lifecycle, draft.blueprint(), record, removesItself);
            lifecycle.alive().put(id.toString(), container);
            if (closed) {
                // closing may have looked through the living ones just before
                container.close();
                requireOpen();
            }
            lifecycle.events().emit(record, "create");
            return container;
        } catch (RuntimeException | Error e) {
            acquired.unwind(e);
            throw e;
        }
    }

    /** A detached container is no engine's: it is on its own. */
    private String owner(ContainerSpec spec, ContainerId id) {
        return spec.detached() ? id.shortForm() : surroundings.lease().id();
    }

    private String claim(Optional<String> asked, String id) {
        if (asked.isPresent()) {
            surroundings.names().claim(asked.get(), id);
            return asked.get();
        }
        for (int i = 0; i < NAME_TRIES; i++) {
            String name = Names.random(ThreadLocalRandom.current()) + (i == 0 ? "" : i);
            if (surroundings.names().tryClaim(name, id)) {
                return name;
            }
        }
        String name = id.substring(0, 12);
        surroundings.names().claim(name, id);
        return name;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
    }

    @Override
    public ProcessResult run(ContainerSpec spec) {
        if (spec.stdin().kind() == Input.Kind.OPEN) {
            throw new InvalidSpecException(
                    "stdin", "run waits for the end, so nobody could write: use create and start, or give the input");
        }
        LinuxContainer container = create(spec, false);
        try {
            ExitStatus status = container.start().waitFor();
            ProcessResult result = container.result(status);
            container.close();
            return result;
        } catch (RuntimeException | Error e) {
            closeAfter(container, e);
            throw e;
        }
    }

    private static void closeAfter(LinuxContainer container, Throwable failure) {
        // an interrupted caller still gets its container taken away
        boolean interrupted = failure instanceof OperationInterruptedException && Thread.interrupted();
        try {
            container.close();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public List<Container> list(boolean all) {
        requireOpen();
        List<Container> containers = new ArrayList<>();
        for (String id : surroundings.records().ids()) {
            Container container = find(id);
            if (container != null && (all || container.state().alive())) {
                containers.add(container);
            }
        }
        containers.sort(Comparator.comparing(Container::createdAt).thenComparing(c -> c.id().toString()));
        return containers;
    }

    private @Nullable Container find(String id) {
        LinuxContainer own = lifecycle.alive().get(id);
        if (own != null && !own.spec().detached()) {
            return own;
        }
        Optional<ContainerRecord> onDisk = surroundings.records().read(id);
        if (own != null) {
            return own.refresh(onDisk) ? own : null;
        }
        if (onDisk.filter(r -> r.spec().detached()).isPresent()) {
            return adopted(onDisk.get());
        }
        return onDisk.filter(r -> !r.engine().equals(surroundings.lease().id()))
                .map(r -> (Container) new ForeignContainer(surroundings, lifecycle, r))
                .orElse(null);
    }

    private Container adopted(ContainerRecord record) {
        String id = record.id().toString();
        return lifecycle.alive().computeIfAbsent(id, key -> {
            Blueprint blueprint = lifecycle.foreigners().blueprint(record);
            LinuxContainer container = new LinuxContainer(
                    lifecycle, blueprint, record, record.spec().autoRemove());
            container.adopt(record);
            return container;
        });
    }

    /** Starts the detached containers that were to go on and that nobody keeps, behind the caller's back. */
    public void resume() {
        for (String id : surroundings.records().ids()) {
            surroundings
                    .records()
                    .read(id)
                    .filter(r -> r.spec().detached() && r.state() == ContainerState.RESTARTING)
                    .ifPresent(r -> lifecycle.execute(() -> {
                        if (adopted(r) instanceof LinuxContainer container && !closed) {
                            container.resume();
                        }
                    }));
        }
    }

    @Override
    public Container get(String container) {
        requireOpen();
        Container exact = find(container);
        if (exact == null) {
            exact = surroundings.names().owner(container).map(this::find).orElse(null);
        }
        if (exact != null) {
            return exact;
        }
        List<String> matching = container.isEmpty()
                ? List.of()
                : surroundings.records().ids().stream()
                        .filter(id -> id.startsWith(container))
                        .toList();
        if (matching.size() > 1) {
            throw new ConflictException("multiple IDs found with provided prefix: " + container + ": " + matching);
        }
        Container found = matching.isEmpty() ? null : find(matching.get(0));
        if (found == null) {
            throw new NotFoundException("container", container);
        }
        return found;
    }

    /**
     * Kills and removes all; nothing is made from here on. Bounded in time: what the kernel or a caller's executor holds
     * longer is left for the next engine on this root to clear away.
     */
    public void close() {
        closed = true;
        long end = System.nanoTime() + CLOSED_WITHIN.toNanos();
        Rollback closing = new Rollback();
        closing.push(lifecycle.outputs()::close);
        closing.push(() -> lifecycle.settle(left(end)));
        closing.push(lifecycle.foreigners()::close);
        for (LinuxContainer container : lifecycle.alive().values()) {
            if (container.spec().detached()) {
                container.letGo();
                continue;
            }
            container.killNow();
            closing.push(() -> container.close(left(end)));
        }
        closing.unwind();
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /**
     * Tells whether a container of any engine on this root was created of an image.
     *
     * @param image its id
     * @return true if one was, and is not removed
     */
    public boolean anyUses(Digest image) {
        return surroundings.records().ids().stream()
                .map(id -> surroundings.records().read(id))
                .flatMap(Optional::stream)
                .anyMatch(r -> image.toString().equals(r.image()));
    }

    @Override
    public PruneReport prune() {
        List<String> removed = new ArrayList<>();
        long reclaimed = 0;
        ContainerException failure = null;
        for (Container container : list(true)) {
            String id = container.id().toString();
            try {
                if (idle(container)) {
                    long size = surroundings.directories().size(id);
                    container.remove();
                    removed.add(id);
                    reclaimed += size;
                }
            } catch (NotFoundException | ContainerStateException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "container " + id + " was removed or started meanwhile", e);
            } catch (ContainerException e) {
                failure = added(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        surroundings.events().emit("container", "prune", "", Map.of("reclaimed", Long.toString(reclaimed)));
        return new PruneReport(removed, ByteSize.bytes(reclaimed));
    }

    private static ContainerException added(@Nullable ContainerException first, ContainerException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    /** Not what another Java process has made, which may be about to start it. */
    private static boolean idle(Container container) {
        return switch (container.state()) {
            case CREATED, EXITED, DEAD -> !(container instanceof ForeignContainer foreign) || foreign.orphaned();
            case RUNNING, PAUSED, RESTARTING, REMOVED -> false;
        };
    }
}
