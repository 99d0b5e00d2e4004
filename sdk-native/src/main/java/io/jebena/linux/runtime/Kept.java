// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ExitStatus;
import io.jebena.error.ContainerException;
import io.jebena.linux.cgroup.CgroupManager;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.FileLease;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.keeper.KeeperClient;
import io.jebena.linux.keeper.KeeperState;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.stream.Reactor;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A container that a keeper looks after, as one engine sees it: what the keeper says becomes its runs. */
final class Kept implements KeeperClient.Listener {
    private static final int START_TIME = 22;
    private static final Duration LAST_WORD = Duration.ofSeconds(10);

    private final LinuxContainer container;
    private final Path directory;
    private final Confinement confinement;
    private final CgroupManager groups;
    private final @Nullable KeeperClient client;
    private volatile KeptRun current;

    /** The last state; from here on in the reactor's thread alone. */
    private KeeperState last;

    /**
     * A container whose keeper has spoken.
     *
     * @param container the container
     * @param directory its directory
     * @param confinement what its processes may do
     * @param groups makes its groups
     * @param client the connection, or null if the keeper has ended
     * @param state what it says
     */
    Kept(
            LinuxContainer container,
            Path directory,
            Confinement confinement,
            CgroupManager groups,
            @Nullable KeeperClient client,
            KeeperState state) {
        this.container = container;
        this.directory = directory;
        this.confinement = confinement;
        this.groups = groups;
        this.client = client;
        this.last = state;
        this.current = run(state);
        if (state.phase() != KeeperState.Phase.RUNNING) {
            current.end(state.exit(), state.phase() == KeeperState.Phase.RESTARTING);
        }
    }

    private KeptRun run(KeeperState state) {
        Optional<Fd> process = process(state);
        int pid = process.isPresent() ? state.pid() : 0;
        return new KeptRun(
                this,
                state.run(),
                pid,
                process,
                groups.find(container.record().engine(), container.id().toString()));
    }

    /** The first process, if it is still the one that the keeper means. */
    private static Optional<Fd> process(KeeperState state) {
        if (state.phase() != KeeperState.Phase.RUNNING || state.pid() == 0) {
            return Optional.empty();
        }
        try {
            Fd process = PidFd.open(state.pid()).fd();
            if (birth(state.pid()) == state.birth()) {
                return Optional.of(process);
            }
            process.close();
            return Optional.empty();
        } catch (SyscallException e) {
            return Optional.empty(); // it has ended: the keeper will say so
        }
    }

    private static long birth(int pid) {
        String stat = KernelFile.read(Path.of("/proc/" + pid + "/stat"));
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(words[START_TIME - 3]);
    }

    KeptRun current() {
        return current;
    }

    KeeperState state() {
        return last;
    }

    /** Begins to hear of what follows. */
    void listen(Reactor reactor) {
        if (client != null) {
            client.listen(reactor, this);
        }
    }

    Confinement confinement() {
        return confinement;
    }

    Blueprint blueprint() {
        return container.blueprint();
    }

    /** The container is being removed, and will not run again. */
    void removed() {
        over();
        if (!KeeperClient.awaitEnd(directory, LAST_WORD)) {
            throw new ContainerException("the keeper of container " + container.name() + " does not end");
        }
        groups.destroy(container.record().engine());
    }

    /** Unless somebody has started it anew: its groups have the same names. */
    @SuppressWarnings("try") // the lease is held, not used
    void removeGroups() {
        try (FileLease turn = FileLease.acquire(directory.resolve(KeeperRunner.TURN), true)) {
            if (!KeeperClient.isKept(directory)) {
                groups.destroy(container.record().engine());
            }
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            groups.destroy(container.record().engine()); // it is removed
        }
    }

    void signal(Signal signal) {
        if (client != null) {
            client.signal(signal.number());
        }
    }

    void stopped(boolean cancels, boolean ends) {
        if (client != null) {
            client.stopped(cancels, ends);
        }
    }

    void policy(io.jebena.container.RestartPolicy policy) {
        if (client != null) {
            client.policy(policy);
        }
    }

    void closeInput() {
        if (client != null) {
            client.closeInput();
        }
    }

    CompletableFuture<Optional<Fd>> hand(KeeperClient.Part part) {
        return client == null ? CompletableFuture.completedFuture(Optional.empty()) : client.hand(part);
    }

    @Override
    public void says(KeeperState state) {
        last = state;
        KeptRun now = current;
        switch (state.phase()) {
            case RUNNING -> {
                if (state.run() > now.number()) {
                    if (!now.isOver()) {
                        now.end(state.exit(), true);
                    }
                    current = run(state);
                    container.keptGoesOn(current, state);
                }
            }
            case RESTARTING -> now.end(state.exit(), true);
            case EXITED -> {
                if (now.isOver()) {
                    container.keptStaysDown();
                } else {
                    now.end(state.exit(), false);
                }
            }
        }
    }

    @Override
    public void gone() {
        if (last.phase() == KeeperState.Phase.EXITED) {
            return;
        }
        KeeperState left = KeeperState.left(directory).orElse(last);
        if (left.phase() == KeeperState.Phase.EXITED) {
            says(left);
        } else if (current.isOver()) {
            container.keptStaysDown();
        } else {
            current.end(ExitStatus.signaled(Signal.KILL), false); // a keeper that is killed takes its container along
        }
    }

    /** Its end for good is known. */
    void over() {
        if (client != null) {
            client.close();
        }
    }

    /** This engine closes: the container goes on. */
    void letGo() {
        over();
        current.letGo();
    }
}
