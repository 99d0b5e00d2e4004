// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.container.RestartPolicy;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerException;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.cgroup.CgroupManager;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.cgroup.Controller;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.FileLease;
import io.jebena.linux.fd.Terminal;
import io.jebena.linux.identity.UserResolver;
import io.jebena.linux.keeper.Instructions;
import io.jebena.linux.keeper.KeeperClient;
import io.jebena.linux.keeper.KeeperState;
import io.jebena.linux.launch.Launch;
import io.jebena.linux.launch.LaunchPlan;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.linux.launch.LaunchServer;
import io.jebena.linux.launch.LaunchedProcess;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.log.LogOptions;
import io.jebena.namespace.Namespaces;
import io.jebena.value.ByteSize;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts containers that outlive this JVM: each with a launcher of its own, which keeps it from then on. */
final class KeeperRunner implements Runner {
    /** A file in a container's directory, locked by who starts it or clears away what a run left. */
    static final String TURN = "turn";

    private final Surroundings surroundings;
    private final ContainerLifecycle lifecycle;
    private final ContainerLauncher launcher;

    KeeperRunner(Surroundings surroundings, ContainerLifecycle lifecycle, ContainerLauncher launcher) {
        this.surroundings = surroundings;
        this.lifecycle = lifecycle;
        this.launcher = launcher;
    }

    /** What a detached container cannot have. */
    static void check(ContainerSpec spec, boolean lasting) {
        if (!lasting) {
            throw new InvalidSpecException(
                    "detached",
                    "conflicting options: the engine is ephemeral, its root goes with it: open it with a root(path)");
        }
        if (spec.namespaces().user().own() && spec.restart().kind() != RestartPolicy.Kind.NEVER) {
            // the kernel lends the layers to one user namespace, at the JVM's bidding
            throw new InvalidSpecException(
                    "restart",
                    "conflicting options: a detached container in a user namespace of its own is not started again;"
                            + " use the host's users, or restart(RestartPolicy.NEVER)");
        }
        if (spec.log().driver() == LogOptions.Driver.LOCAL) {
            throw new InvalidSpecException("logs", "the log of a detached container is json-file or none, not local");
        }
    }

    @Override
    @SuppressWarnings("try") // the lease is held, not used
    public Run launch(LinuxContainer container, ContainerOutput output) {
        Path directory = directory(container);
        Rollback acquired = new Rollback();
        try (FileLease turn = FileLease.acquire(directory.resolve(TURN), true)) {
            if (KeeperClient.isKept(directory)) {
                throw new ConflictException(
                        "container " + container.name() + " was started by another Java process just now");
            }
            return launch(container, directory, acquired);
        } catch (RuntimeException | Error e) {
            acquired.unwind(e);
            throw e;
        }
    }

    private Path directory(LinuxContainer container) {
        return surroundings.root().container(container.id().toString());
    }

    private CgroupManager groups(LinuxContainer container) {
        return surroundings.cgroups().of(container.record().engine());
    }

    private Run launch(LinuxContainer container, Path directory, Rollback acquired) {
        Blueprint blueprint = container.blueprint();
        ContainerSpec spec = blueprint.spec();
        String id = container.id().toString();
        Confinement confinement = launcher.confinement(spec);
        if (launcher.prepareRoot(blueprint)) {
            acquired.push(() -> lifecycle.clearRoot(id));
        }
        CgroupManager groups = groups(container);
        acquired.push(groups::close);
        ContainerCgroup cgroup = groups.create(id, container.record().terms().resources());
        acquired.push(cgroup::remove);
        ContainerDevices devices = ContainerDevices.of(spec);
        devices.allowIn(cgroup);
        LaunchServer server = LaunchServer.startKeeper();
        acquired.push(server::close);
        try (KeptEnds ends = KeptEnds.open(spec);
                Joined joined = launcher.joined(spec.namespaces());
                ContainerLauncher.KillGroup group = ContainerLauncher.KillGroup.of(spec.namespaces(), cgroup)) {
            ContainerPlan steps = new ContainerPlan(blueprint, cgroup, devices, surroundings.root());
            LaunchPlanBuilder plan = steps.construction(joined.handles());
            group.fd().ifPresent(plan::killWith);
            Conversation conversation = new Conversation(server, blueprint, confinement, ends);
            try (Started started = joined.explained(() -> conversation.hold(steps, plan, joined))) {
                keep(server, container, started, ends, cgroup);
            }
        }
        cgroup.release();
        return container.keptBy(kept(container, directory, confinement, groups)).current();
    }

    /** What a launch has left: the process, and how to launch it again. */
    private record Started(LaunchedProcess process, LaunchPlan again, Optional<Terminal> terminal)
            implements AutoCloseable {
        @Override
        public void close() {
            process.close();
            terminal.ifPresent(Terminal::close);
        }
    }

    /** As that of other containers, but that the plan is kept whole, to launch by it again. */
    private record Conversation(LaunchServer server, Blueprint blueprint, Confinement confinement, KeptEnds ends) {
        Started hold(ContainerPlan steps, LaunchPlanBuilder plan, Joined joined) {
            Optional<UserResolver> known = blueprint.accounts().known();
            boolean ownUsers = blueprint.spec().namespaces().user().own();
            if (!ownUsers) {
                end(plan, known);
            }
            Launch launch = server.spawn(plan.build());
            try {
                if (ownUsers) {
                    mapped(launch, steps, joined, known);
                }
                if (known.isEmpty()) {
                    UserResolver accounts = blueprint.accounts().ofProcess(launch.awaitReady(null));
                    LaunchPlanBuilder rest = LaunchPlan.builder();
                    end(rest, Optional.of(accounts));
                    launch.go(rest.build());
                    if (!ownUsers) {
                        end(plan.withoutLastSync(), Optional.of(accounts));
                    }
                }
                LaunchedProcess process = launch.awaitStarted(null);
                return new Started(process, plan.build(), launch.takeTerminal().map(Terminal::of));
            } catch (RuntimeException | Error e) {
                launch.close();
                throw e;
            }
        }

        private void mapped(Launch launch, ContainerPlan steps, Joined joined, Optional<UserResolver> known) {
            Namespaces namespaces = blueprint.spec().namespaces();
            int pid = launch.awaitReady(null);
            ContainerLauncher.map(pid, namespaces);
            try (MappedLayers layers = MappedLayers.of(blueprint.root(), namespaces, pid)) {
                LaunchPlanBuilder rest = steps.continuation(layers.trees(), joined.handles());
                end(rest, known);
                launch.go(rest.build());
            }
        }

        private void end(LaunchPlanBuilder plan, Optional<UserResolver> known) {
            known.ifPresentOrElse(
                    accounts -> ContainerLauncher.entry(blueprint, confinement, accounts)
                            .add(plan, ends::child),
                    plan::sync);
        }
    }

    private void keep(
            LaunchServer server, LinuxContainer container, Started started, KeptEnds ends, ContainerCgroup cgroup) {
        ContainerSpec spec = container.spec();
        int run = KeeperState.left(directory(container))
                .map(left -> left.run() + 1)
                .orElse(1);
        Instructions instructions = new Instructions(
                started.process().pid(),
                container.record().terms().restart(),
                run,
                log(spec, container.id().toString()),
                "",
                "");
        Fd terminal = started.terminal().map(Terminal::fd).orElse(null);
        try (Fd place = Fd.open(directory(container).toString(), TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0);
                MemoryFile memory = MemoryFile.of(cgroup)) {
            Instructions.Ends given =
                    new Instructions.Ends(ends.ours(0), ends.ours(1), ends.ours(2), terminal, memory.fd());
            server.keep(
                    instructions.encode(given, server.length(started.again())), place, started.again(), given.given());
        }
    }

    private static Instructions.Log log(ContainerSpec spec, String id) {
        LogOptions options = spec.log();
        String name = options.driver() == LogOptions.Driver.NONE ? "" : id + "-json.log";
        return new Instructions.Log(
                name, options.maxSize().map(ByteSize::toBytes).orElse(0L), options.maxFiles());
    }

    /** Where the kernel counts what it killed for want of memory. */
    private record MemoryFile(@Nullable Fd fd) implements AutoCloseable {
        static MemoryFile of(ContainerCgroup cgroup) {
            Optional<Path> file = cgroup.directory(Controller.MEMORY)
                    .map(directory -> directory.resolve(
                            cgroup.unifiedDirectory().filter(directory::equals).isPresent()
                                    ? "memory.events"
                                    : "memory.oom_control"));
            try {
                return new MemoryFile(file.map(f -> Fd.open(f.toString(), TreeCalls.O_RDONLY, 0))
                        .orElse(null));
            } catch (SyscallException e) {
                if (e.is(Errno.ENOENT)) {
                    return new MemoryFile(null);
                }
                throw e;
            }
        }

        @Override
        public void close() {
            if (fd != null) {
                fd.close();
            }
        }
    }

    private Kept kept(LinuxContainer container, Path directory, Confinement confinement, CgroupManager groups) {
        return find(container, directory, confinement, groups)
                .orElseThrow(() -> new ContainerException(
                        "the keeper of container " + container.name() + " ended without a word: it was killed"));
    }

    private static Optional<Kept> find(
            LinuxContainer container, Path directory, Confinement confinement, CgroupManager groups) {
        KeeperClient client = KeeperClient.connect(directory).orElse(null);
        Optional<KeeperState> state = client == null ? Optional.empty() : client.first();
        if (state.isEmpty() && client != null) {
            client.close();
            client = null;
        }
        KeeperClient connection = client;
        return state.or(() -> KeeperState.left(directory).filter(left -> left.phase() == KeeperState.Phase.EXITED))
                .map(now -> new Kept(container, directory, confinement, groups, connection, now));
    }

    /** The keeper of a container that is not of this JVM's making, if it has one. */
    Optional<Kept> find(LinuxContainer container) {
        return find(container, directory(container), launcher.confinement(container.spec()), groups(container));
    }
}
