// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.linux.cgroup.CgroupLayout;
import io.jebena.linux.cgroup.CgroupManager;
import io.jebena.linux.fd.FileLease;
import io.jebena.linux.keeper.KeeperClient;
import io.jebena.linux.keeper.KeeperState;
import io.jebena.linux.store.ContainerDirectories;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.ContainerRecords;
import io.jebena.linux.store.EngineLease;
import io.jebena.linux.store.EngineRoot;
import io.jebena.linux.store.NameIndex;
import io.jebena.value.Signal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Clears away what an engine left whose JVM died without closing it: its groups with whatever still runs in them, its
 * throw-away containers, files half made or half removed. Containers that were to stay are marked as killed; those whose
 * record is damaged go, for nobody could ever name them.
 */
public final class Sweeper implements EngineLease.Sweep {
    private static final System.Logger LOGGER = System.getLogger(Sweeper.class.getName());
    private static final Pattern ENGINE = Pattern.compile("[0-9a-f]{12}");

    /** The names of what is being made or removed begin with an engine's id: this is no engine's. */
    private static final String NOBODY = "";

    private final EngineRoot root;
    private final CgroupLayout cgroups;
    private final ContainerRecords records;
    private final ContainerDirectories directories;
    private final NameIndex names;

    /**
     * A sweeper for one root.
     *
     * @param root engine root
     * @param cgroups the host's control groups
     */
    public Sweeper(EngineRoot root, CgroupLayout cgroups) {
        this.root = root;
        this.cgroups = cgroups;
        this.records = new ContainerRecords(root);
        this.directories = new ContainerDirectories(root, NOBODY);
        this.names = new NameIndex(root, NOBODY);
    }

    @Override
    public void end(String engine) {
        if (ENGINE.matcher(engine).matches()) {
            new CgroupManager(cgroups, engine).destroy(engine);
        }
    }

    @Override
    public void clear(Set<String> spared) {
        Map<String, String> engines = names.engines();
        for (String id : records.ids()) {
            String engine = engines.get(id);
            if ((engine == null || !spared.contains(engine)) && !directories.isSettled(id)) {
                try {
                    clear(id, engine, spared);
                } catch (RuntimeException e) {
                    LOGGER.log(System.Logger.Level.WARNING, "cannot clear away container " + root.container(id), e);
                }
            }
        }
        directories.sweep(spared::contains);
        names.sweep(spared::contains, directories::exists);
    }

    /** A detached container is no dead engine's; if its keeper is gone, the host was started anew, or somebody killed it. */
    @SuppressWarnings("try") // the lease is held, not used
    private void clearDetached(String id, ContainerRecord record) {
        Optional<FileLease> turn = FileLease.tryAcquire(root.container(id).resolve(KeeperRunner.TURN));
        if (turn.isEmpty()) {
            return; // somebody is starting it, or clears it away
        }
        try (FileLease held = turn.get()) {
            if (!KeeperClient.isKept(root.container(id))) {
                end(record.engine());
                unkept(id, record, KeeperState.left(root.container(id)));
            }
        }
    }

    private void unkept(String id, ContainerRecord record, Optional<KeeperState> left) {
        boolean active = record.state().alive() || record.state() == ContainerState.RESTARTING;
        boolean lost = left.isEmpty() || left.get().phase() != KeeperState.Phase.EXITED;
        boolean again =
                active && lost && goesOn(record, left.map(KeeperState::manual).orElse(false));
        if (record.spec().autoRemove() && !again && (active || left.isPresent())) {
            directories.hide(id);
        } else if (active) {
            ExitStatus exit =
                    lost ? ExitStatus.signaled(Signal.KILL) : left.get().exit();
            records.write(
                    record.with(record.life().ended(exit, again ? ContainerState.RESTARTING : ContainerState.EXITED)));
        }
    }

    private static boolean goesOn(ContainerRecord record, boolean manual) {
        return switch (record.terms().restart().kind()) {
            case ALWAYS -> true;
            case UNLESS_STOPPED -> !manual;
            case NEVER, ON_FAILURE -> false;
        };
    }

    /** An engine that has signed off, or lost its sign, may have left something all the same. */
    private void clear(String id, @Nullable String named, Set<String> spared) {
        ContainerRecord record = records.read(id).orElse(null);
        if (record == null) {
            // who is not known may be alive
            if ((named != null || spared.isEmpty()) && records.isDamaged(id)) {
                LOGGER.log(System.Logger.Level.WARNING, "container " + id + " goes, since its record is damaged");
                directories.hide(id);
            }
            return;
        }
        if (record.spec().detached()) {
            clearDetached(id, record);
            return;
        }
        if (spared.contains(record.engine())) {
            return;
        }
        if (record.pid() != 0) {
            end(record.engine());
        }
        if (record.spec().autoRemove() || record.spec().throwAway()) {
            directories.hide(id);
            return;
        }
        if (record.pid() != 0) {
            records.write(record.ended(ExitStatus.signaled(Signal.KILL)));
        } else if (record.state() == ContainerState.RESTARTING) {
            records.write(record.with(record.life().in(ContainerState.EXITED)));
        }
        directories.settle(id);
    }
}
