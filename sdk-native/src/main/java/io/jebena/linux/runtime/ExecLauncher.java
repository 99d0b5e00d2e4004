// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWCGROUP;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWIPC;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWNET;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWNS;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWPID;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWUTS;

import io.jebena.container.ExecSpec;
import io.jebena.container.ExitStatus;
import io.jebena.error.ContainerStateException;
import io.jebena.error.LaunchException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Terminal;
import io.jebena.linux.identity.ResolvedUser;
import io.jebena.linux.identity.UserResolver;
import io.jebena.linux.launch.Launch;
import io.jebena.linux.launch.LaunchPlan;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.linux.launch.LaunchedProcess;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.user.UserSpec;
import io.jebena.value.ContainerId;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Executes further processes in a running container: the same groups, namespaces and confinement as the first one's. */
final class ExecLauncher {
    private static final int NAMESPACES =
            CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

    private final Surroundings surroundings;
    private final ContainerEvents events;
    private final AtomicLong count = new AtomicLong();

    ExecLauncher(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.events = new ContainerEvents(surroundings.events());
    }

    ManagedProcess exec(Subject container, Live running, ExecSpec spec) {
        EffectiveProcess process = running.effective().with(spec);
        Path spill = surroundings
                .root()
                .container(container.record().id().toString())
                .resolve("exec-" + surroundings.lease().id() + "-" + count.incrementAndGet());
        StandardStreams streams =
                StandardStreams.open(spec, surroundings.reactor(), surroundings.executor(), new SpillCapture(spill));
        try (Fd handle = running.handle().orElseThrow(() -> atItsEnd(container))) {
            ResolvedUser user = accounts(container, running)
                    .resolve(process.user().map(UserSpec::toString).orElse(""), process.groups());
            LaunchPlanBuilder plan = enter(running, handle);
            plan.chdir(process.workdir());
            new EntrySteps(confinement(running, spec), process, user, spec).add(plan, streams::childEnd);
            LaunchedProcess started = launch(plan.build(), streams);
            flow(streams, started);
            ManagedProcess managed =
                    new ManagedProcess(process.arguments(), spec, started, streams, surroundings.executor());
            return running.adopt(managed.follow(told(container.record(), process.arguments())));
        } catch (LaunchException | SyscallException e) {
            streams.close();
            throw running.explains(e) ? because(e, atItsEnd(container)) : e;
        } catch (RuntimeException | Error e) {
            streams.close();
            throw e;
        }
    }

    /** Docker's three events of an exec, each with the command in its name. */
    private UnaryOperator<ExitStatus> told(ContainerRecord container, List<String> command) {
        String line = ": " + String.join(" ", command);
        Map<String, String> id = Map.of("execID", ContainerId.random().toString());
        events.emit(container, "exec_create" + line, id);
        events.emit(container, "exec_start" + line, id);
        return status -> {
            Map<String, String> died = new LinkedHashMap<>(id);
            died.put("exitCode", Integer.toString(status.code()));
            events.emit(container, "exec_die", died);
            return status;
        };
    }

    private Confinement confinement(Live running, ExecSpec spec) {
        Confinement confinement = running.confinement();
        return spec.privileged() ? confinement.with(new Confinements(surroundings.held()).everything()) : confinement;
    }

    private static ContainerStateException atItsEnd(Subject container) {
        return new ContainerStateException("exec in", container.record().name(), "running", "at its end");
    }

    private static ContainerStateException because(RuntimeException failure, ContainerStateException reason) {
        reason.addSuppressed(failure);
        return reason;
    }

    private static void flow(StandardStreams streams, LaunchedProcess started) {
        try {
            streams.started();
        } catch (RuntimeException | Error e) {
            started.signal(Signal.KILL.number());
            started.close();
            throw e;
        }
    }

    private static UserResolver accounts(Subject container, Live running) {
        try {
            return Accounts.inProcess(running.pid());
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ESRCH)) {
                throw because(e, atItsEnd(container));
            }
            throw e;
        }
    }

    private LaunchedProcess launch(LaunchPlan plan, StandardStreams streams) {
        Launch launch = surroundings.launcher().get().spawn(plan);
        try {
            LaunchedProcess started = launch.awaitStarted(null);
            launch.takeTerminal().map(Terminal::of).ifPresent(streams::terminal);
            return started;
        } catch (RuntimeException | Error e) {
            launch.close();
            throw e;
        }
    }

    private static LaunchPlanBuilder enter(Live running, Fd handle) {
        LaunchPlanBuilder plan = LaunchPlan.builder();
        running.cgroup().unified().ifPresent(plan::bornIn);
        for (Path tasks : running.cgroup().tasks()) {
            plan.writeFile("cgroup", tasks.toString(), "0");
        }
        return plan.setns(handle, NAMESPACES | running.furtherNamespaces()).endPrelude();
    }
}
