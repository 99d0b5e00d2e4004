// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWCGROUP;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWIPC;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWNET;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWPID;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWTIME;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWUSER;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWUTS;

import io.jebena.container.ContainerSpec;
import io.jebena.error.ConflictException;
import io.jebena.error.NotFoundException;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.cgroup.Controller;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.fd.Terminal;
import io.jebena.linux.identity.IdMap;
import io.jebena.linux.identity.ResolvedUser;
import io.jebena.linux.identity.UserResolver;
import io.jebena.linux.launch.Launch;
import io.jebena.linux.launch.LaunchPlan;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.linux.launch.LaunchedProcess;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.NamespaceMode;
import io.jebena.namespace.Namespaces;
import io.jebena.user.UserSpec;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts the first process of a container: each thing acquired is given back if a later step fails. */
final class ContainerLauncher implements Runner {
    private static final long REAPED_WITHIN_SECONDS = 10;

    private final Surroundings surroundings;
    private final ContainerLifecycle lifecycle;
    private final Confinements confinements;

    ContainerLauncher(Surroundings surroundings, ContainerLifecycle lifecycle) {
        this.surroundings = surroundings;
        this.lifecycle = lifecycle;
        this.confinements = new Confinements(surroundings.held());
    }

    @Override
    public Run launch(LinuxContainer container, ContainerOutput output) {
        StandardStreams streams = output.next();
        Rollback acquired = new Rollback();
        acquired.push(streams::close);
        try {
            return launch(container, streams, acquired);
        } catch (RuntimeException | Error e) {
            acquired.unwind(e);
            throw e;
        }
    }

    private Run launch(LinuxContainer container, StandardStreams streams, Rollback acquired) {
        Blueprint blueprint = container.blueprint();
        ContainerSpec spec = blueprint.spec();
        Confinement confinement = confinements.of(spec);
        ContainerDevices devices = ContainerDevices.of(spec);
        String id = container.id().toString();
        if (prepareRoot(blueprint)) {
            // what an earlier run has changed, or was copied in, stays
            acquired.push(() -> lifecycle.clearRoot(id));
        }
        ContainerCgroup cgroup =
                surroundings.cgroups().create(id, container.record().terms().resources());
        acquired.push(cgroup::remove);
        devices.allowIn(cgroup);
        LaunchedProcess process;
        try (Joined joined = joined(spec.namespaces());
                KillGroup group = KillGroup.of(spec.namespaces(), cgroup)) {
            ContainerPlan steps = new ContainerPlan(blueprint, cgroup, devices, surroundings.root());
            LaunchPlanBuilder plan = steps.construction(joined.handles());
            group.fd().ifPresent(plan::killWith);
            Conversation conversation = new Conversation(blueprint, confinement, streams, acquired);
            process = joined.explained(() -> conversation.hold(steps, plan, joined));
        }
        acquired.push(process::close);
        acquired.push(() -> process.signal(Signal.KILL.number()));
        streams.started();
        ManagedProcess main =
                new ManagedProcess(blueprint.process().arguments(), spec, process, streams, surroundings.executor());
        RunningContainer running = new RunningContainer(process, main, cgroup, confinement, blueprint);
        if (container.record().terms().resources().memory().isPresent()) {
            running.watchMemory(surroundings.reactor());
        }
        return running;
    }

    /** False if an earlier run has changed the root: that stays. */
    boolean prepareRoot(Blueprint blueprint) {
        Namespaces users = mapped(blueprint.spec().namespaces());
        return blueprint.root().prepare(rootOutside(users.uidMappings()), rootOutside(users.gidMappings()));
    }

    static EntrySteps entry(Blueprint blueprint, Confinement confinement, UserResolver accounts) {
        EffectiveProcess process = blueprint.process();
        ResolvedUser user =
                accounts.resolve(process.user().map(UserSpec::toString).orElse(""), process.groups());
        return new EntrySteps(confinement, process, user, blueprint.spec());
    }

    /** The conversation with the child: id maps, what depends on them, users that only its root knows, then its start. */
    private final class Conversation {
        private final Blueprint blueprint;
        private final Confinement confinement;
        private final StandardStreams streams;
        private final Rollback acquired;
        private final Optional<UserResolver> known;

        Conversation(Blueprint blueprint, Confinement confinement, StandardStreams streams, Rollback acquired) {
            this.blueprint = blueprint;
            this.confinement = confinement;
            this.streams = streams;
            this.acquired = acquired;
            this.known = blueprint.accounts().known();
        }

        LaunchedProcess hold(ContainerPlan steps, LaunchPlanBuilder plan, Joined joined) {
            boolean ownUsers = blueprint.spec().namespaces().user().own();
            if (!ownUsers) {
                end(plan);
            }
            Launch launch = surroundings.launcher().get().spawn(plan.build());
            acquired.push(() -> ContainerLauncher.end(launch));
            if (ownUsers) {
                mapped(launch, steps, joined);
            }
            if (known.isEmpty()) {
                UserResolver accounts = blueprint.accounts().ofProcess(launch.awaitReady(null));
                LaunchPlanBuilder rest = LaunchPlan.builder();
                entry(blueprint, confinement, accounts).add(rest, streams::childEnd);
                launch.go(rest.build());
            }
            LaunchedProcess started = launch.awaitStarted(null);
            launch.takeTerminal().map(Terminal::of).ifPresent(streams::terminal);
            return started;
        }

        private void mapped(Launch launch, ContainerPlan steps, Joined joined) {
            Namespaces namespaces = blueprint.spec().namespaces();
            int pid = launch.awaitReady(null);
            map(pid, namespaces);
            try (MappedLayers layers = MappedLayers.of(blueprint.root(), namespaces, pid)) {
                LaunchPlanBuilder rest = steps.continuation(layers.trees(), joined.handles());
                end(rest);
                launch.go(rest.build());
            }
        }

        private void end(LaunchPlanBuilder plan) {
            known.ifPresentOrElse(
                    accounts -> entry(blueprint, confinement, accounts).add(plan, streams::childEnd), plan::sync);
        }
    }

    /** A launch that failed: its groups can only go when its process has. */
    private static void end(Launch launch) {
        CompletableFuture<?> reaped = launch.onExit();
        launch.close();
        try {
            reaped.get(REAPED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the process of a failed launch was not reaped", e);
        }
    }

    Confinement confinement(ContainerSpec spec) {
        return confinements.of(spec);
    }

    static void map(int pid, Namespaces namespaces) {
        write(pid, "uid_map", namespaces.uidMappings());
        write(pid, "gid_map", namespaces.gidMappings());
    }

    private static void write(int pid, String file, List<IdMapping> mappings) {
        List<IdMap.Range> ranges = mappings.isEmpty()
                ? List.of(new IdMap.Range(0, 0, (1L << 32) - 1))
                : mappings.stream()
                        .map(m -> new IdMap.Range(m.inside(), m.outside(), m.count()))
                        .toList();
        KernelFile.write(Path.of("/proc/" + pid + "/" + file), IdMap.of(ranges).format());
    }

    /** The processes whose namespaces are shared, by the namespace's flag; the user's first, as it gives the right to join. */
    Joined joined(Namespaces namespaces) {
        Joined joined = new Joined();
        try {
            join(joined, CLONE_NEWUSER, namespaces.user());
            join(joined, CLONE_NEWPID, namespaces.pid());
            join(joined, CLONE_NEWNET, namespaces.network());
            join(joined, CLONE_NEWIPC, namespaces.ipc());
            namespaces.ipc().container().ifPresent(other -> requireShareable(other, find(other)));
            join(joined, CLONE_NEWUTS, namespaces.uts());
            join(joined, CLONE_NEWCGROUP, namespaces.cgroup());
            join(joined, CLONE_NEWTIME, namespaces.time());
            return joined;
        } catch (RuntimeException | Error e) {
            joined.close();
            throw e;
        }
    }

    private void join(Joined joined, int flag, NamespaceMode mode) {
        mode.container().ifPresent(other -> joined.add(flag, other, find(other)));
    }

    private static void requireShareable(String name, LinuxContainer donor) {
        if (!donor.spec().ipc().equals(IpcMode.SHAREABLE)) {
            throw new ConflictException("container " + name
                    + ": non-shareable IPC (hint: use IpcMode.SHAREABLE for the container that is joined)");
        }
    }

    private LinuxContainer find(String idOrName) {
        String id = surroundings.names().owner(idOrName).orElse(idOrName);
        LinuxContainer other = lifecycle.alive().get(id);
        if (other == null) {
            throw new NotFoundException("container", idOrName);
        }
        return other;
    }

    /** The namespaces that have the id maps: those of the container that is joined, if it is. */
    private Namespaces mapped(Namespaces namespaces) {
        return namespaces
                .user()
                .container()
                .map(other -> surroundings.names().owner(other).orElse(other))
                .map(lifecycle.alive()::get)
                .map(other -> mapped(other.spec().namespaces()))
                .orElse(namespaces);
    }

    private static long rootOutside(List<IdMapping> mappings) {
        for (IdMapping mapping : mappings) {
            if (mapping.inside() == 0) {
                return mapping.outside();
            }
        }
        return 0;
    }

    /** The group that ends with the container where no pid namespace of its own would end its processes. */
    record KillGroup(@Nullable Fd group) implements AutoCloseable {
        static KillGroup of(Namespaces namespaces, ContainerCgroup cgroup) {
            if (namespaces.pid().own() || cgroup.directories().isEmpty()) {
                return new KillGroup(null);
            }
            Path directory = cgroup.directory(Controller.FREEZER)
                    .orElse(cgroup.directories().get(0));
            return new KillGroup(Fd.open(directory.toString(), TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0));
        }

        Optional<Fd> fd() {
            return Optional.ofNullable(group);
        }

        @Override
        public void close() {
            if (group != null) {
                group.close();
            }
        }
    }
}
