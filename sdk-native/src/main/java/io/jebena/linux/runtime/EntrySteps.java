// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.container.ProcessSpec;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.identity.CapabilitySets;
import io.jebena.linux.identity.ResolvedUser;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.value.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last steps before a program runs: its streams, limits, user, capabilities and system call filter.
 *
 * <p>The filter goes on last of all, with one exception: without no-new-privileges the kernel takes it only from a
 * thread with CAP_SYS_ADMIN, so that one capability is kept until then and given up under the filter.
 */
final class EntrySteps {
    private static final int SYS_ADMIN = 21;

    /** The kernel's NGROUPS_MAX. */
    private static final int MOST_GROUPS = 65536;

    private final Confinement confinement;
    private final EffectiveProcess process;
    private final ResolvedUser user;
    private final ProcessSpec spec;
    private final boolean first;

    /**
     * The steps of a process whose user is known.
     *
     * @param confinement what it may do
     * @param process what it executes
     * @param user who it is
     * @param spec what was asked for: a container's for its first process, else that of an exec
     */
    EntrySteps(Confinement confinement, EffectiveProcess process, ResolvedUser user, ProcessSpec spec) {
        this.confinement = confinement;
        this.process = process;
        this.user = user;
        this.spec = spec;
        this.first = spec instanceof ContainerSpec;
    }

    /**
     * Adds the steps.
     *
     * @param plan gets the steps
     * @param streams the process's ends of its streams
     */
    void add(LaunchPlanBuilder plan, ChildEnds streams) {
        // keys of this JVM's session are not the container's to look at
        plan.setsid().sessionKeyring("jebena");
        if (spec.tty()) {
            Optional<TerminalSize> size = spec.terminalSize();
            int columns = size.map(TerminalSize::columns).orElse(0);
            plan.terminal(columns, size.map(TerminalSize::rows).orElse(0), (int) user.user(), first);
        } else {
            pipes(plan, streams);
        }
        confinement.rlimits().forEach(r -> plan.rlimit(r.kind().number(), r.soft(), r.hard()));
        plan.umask(confinement.umask());
        identity(plan);
        if (spec instanceof ContainerSpec container && container.init()) {
            plan.init();
        }
        plan.exec(process.candidates(), process.arguments(), environment());
    }

    /** The process's ends of its streams. */
    interface ChildEnds {
        /** One of them, or null where it gets its own /dev/null. */
        @Nullable
        Fd end(int stream);
    }

    private static void pipes(LaunchPlanBuilder plan, ChildEnds streams) {
        for (int stream = 0; stream <= 2; stream++) {
            Fd end = streams.end(stream);
            if (end == null) {
                plan.open("/dev/null", (int) (stream == 0 ? TreeCalls.O_RDONLY : TreeCalls.O_WRONLY), stream);
            } else {
                plan.fd(end, stream);
            }
        }
    }

    private void identity(LaunchPlanBuilder plan) {
        CapabilitySets sets = CapabilitySets.of(confinement.capabilities(), user.user());
        if (user.groups().size() > MOST_GROUPS) {
            throw new InvalidSpecException(
                    "groups",
                    user.groups().size() + " groups are more than the " + MOST_GROUPS + " that the kernel takes");
        }
        plan.bounding(sets.bounding())
                .groups(user.groups().stream().mapToInt(Long::intValue).toArray())
                .gid((int) user.group())
                .uid((int) user.user(), true);
        confinement.labels().forEach(label -> plan.label(label.attribute(), label.value()));
        if (!confinement.noNewPrivileges()
                && (confinement.filter().isPresent() || confinement.landlock().isPresent())) {
            long before = sets.permitted() | 1L << SYS_ADMIN;
            plan.capabilities(before, before, 0, 0);
            rings(plan);
            drop(plan, sets);
        } else {
            drop(plan, sets);
            if (confinement.noNewPrivileges()) {
                plan.noNewPrivileges();
            }
            rings(plan);
        }
    }

    /** The filter may know nothing of Landlock's calls, so it comes second. */
    private void rings(LaunchPlanBuilder plan) {
        confinement.landlock().ifPresent(ring -> plan.landlock(ring.governed(), ring.paths()));
        confinement.filter().ifPresent(f -> plan.seccomp(f.flags(), f.program()));
    }

    private static void drop(LaunchPlanBuilder plan, CapabilitySets sets) {
        plan.capabilities(sets.effective(), sets.permitted(), sets.inheritable(), sets.ambient());
    }

    private List<String> environment() {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> entry : process.env().entrySet()) {
            lines.add(entry.getKey() + "=" + entry.getValue());
        }
        if (!process.env().containsKey("HOME")) {
            lines.add("HOME=" + user.home());
        }
        return lines;
    }
}
