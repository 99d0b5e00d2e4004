// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWCGROUP;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWIPC;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWNET;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWNS;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWPID;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWTIME;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWUSER;
import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWUTS;

import io.jebena.container.ContainerSpec;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.launch.LaunchPlan;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.linux.snapshot.EnginePaths;
import io.jebena.linux.store.EngineRoot;
import io.jebena.namespace.NamespaceMode;
import io.jebena.namespace.Namespaces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The steps of a container's first process from its birth to the point where its user is known: groups, namespaces,
 * root, mounts. {@link EntrySteps} are the rest.
 */
final class ContainerPlan {
    private static final long MS_REC = 0x4000;
    private static final long MS_PRIVATE = 1L << 18;

    private final Blueprint blueprint;
    private final ContainerSpec spec;
    private final Namespaces namespaces;
    private final ContainerCgroup cgroup;
    private final ContainerDevices devices;
    private final EngineRoot root;
    private final LaunchPlanBuilder plan = LaunchPlan.builder();

    /**
     * Begins a plan.
     *
     * @param blueprint the container
     * @param cgroup its groups
     * @param devices its devices
     * @param root engine root
     */
    ContainerPlan(Blueprint blueprint, ContainerCgroup cgroup, ContainerDevices devices, EngineRoot root) {
        this.blueprint = blueprint;
        this.spec = blueprint.spec();
        this.namespaces = spec.namespaces();
        this.cgroup = cgroup;
        this.devices = devices;
        this.root = root;
    }

    /**
     * Writes the steps.
     *
     * @param joined the first processes of the containers whose namespaces are shared, by the flag of the namespace
     * @return the plan so far, to be continued
     */
    LaunchPlanBuilder construction(Map<Integer, Fd> joined) {
        cgroup.unified().ifPresent(plan::bornIn);
        birth(joined);
        if (namespaces.cgroup().own()) {
            // after the group is entered: it becomes the root that the container sees
            plan.unshare(CLONE_NEWCGROUP);
        }
        if (spec.oomScoreAdj() != 0) {
            plan.writeFile("limit", "/proc/self/oom_score_adj", Integer.toString(spec.oomScoreAdj()));
        }
        if (namespaces.user().own()) {
            // its id maps are written meanwhile; the rest may depend on them
            return plan.sync();
        }
        return rest(plan, Map.of(), joined);
    }

    /**
     * Writes the steps that follow once a user namespace has its id maps.
     *
     * @param mapped the layers of the root that have their owners mapped, by their directories
     * @param joined as before
     * @return another plan, to be continued
     */
    LaunchPlanBuilder continuation(Map<Path, Fd> mapped, Map<Integer, Fd> joined) {
        return rest(LaunchPlan.builder(), mapped, joined);
    }

    private LaunchPlanBuilder rest(LaunchPlanBuilder plan, Map<Path, Fd> mapped, Map<Integer, Fd> joined) {
        if (namespaces.user().own()) {
            // into the engine root while still the host's root user, see EnginePaths
            mapped.forEach((directory, tree) -> plan.cover(tree, directory.toString()));
            plan.chdir(root.data().toString()).gid(0).uid(0, true);
        }
        mounts(plan, joined);
        if (namespaces.uts().own()) {
            plan.hostname(blueprint.hostname());
            spec.domainname().ifPresent(plan::domainname);
        }
        if (namespaces.network().own()) {
            plan.loopbackUp();
        }
        return plan;
    }

    private void birth(Map<Integer, Fd> joined) {
        int own = CLONE_NEWNS
                | flag(namespaces.pid(), CLONE_NEWPID)
                | flag(namespaces.network(), CLONE_NEWNET)
                | flag(namespaces.ipc(), CLONE_NEWIPC)
                | flag(namespaces.uts(), CLONE_NEWUTS)
                | flag(namespaces.user(), CLONE_NEWUSER);
        plan.namespaces(own);
        enterGroups();
        boolean prelude = !joined.isEmpty() || namespaces.time().own();
        joined.forEach((type, process) -> plan.setns(process, type));
        if (namespaces.time().own()) {
            plan.unshare(CLONE_NEWTIME);
            offset("monotonic", namespaces.monotonicOffset());
            offset("boottime", namespaces.boottimeOffset());
        }
        if (prelude) {
            plan.endPrelude();
        }
    }

    private static int flag(NamespaceMode mode, int flag) {
        return mode.own() ? flag : 0;
    }

    private void enterGroups() {
        for (Path tasks : cgroup.tasks()) {
            plan.writeFile("cgroup", tasks.toString(), "0");
        }
    }

    /** A line of time_namespaces(7): clock, whole seconds, nanoseconds from 0 up. */
    private void offset(String clock, Duration offset) {
        if (!offset.isZero()) {
            plan.writeFile(
                    "namespace",
                    "/proc/self/timens_offsets",
                    clock + " " + offset.getSeconds() + " " + offset.getNano() + "\n");
        }
    }

    private void mounts(LaunchPlanBuilder plan, Map<Integer, Fd> joined) {
        TreeSlots slots = new TreeSlots();
        DefaultMounts defaults = new DefaultMounts(spec, cgroup, devices, slots);
        OwnMounts own = new OwnMounts(spec.mounts(), slots);
        plan.mount("", "/", "", MS_REC | MS_PRIVATE, "");
        defaults.open(plan, joined.get(CLONE_NEWIPC), joined.get(CLONE_NEWPID));
        own.open(plan);
        blueprint
                .root()
                .mount(
                        plan,
                        new EnginePaths(
                                root.data(),
                                root.mountPoint(),
                                namespaces.user().own()));
        defaults.attach(plan);
        plan.pivot();
        Sysctls.add(spec, plan);
        own.attach(plan);
        defaults.cover(plan);
        plan.makeAndChdir(blueprint.process().workdir(), 0, 0);
        if (spec.readOnlyRoot()) {
            plan.rootReadOnly();
        }
    }
}
