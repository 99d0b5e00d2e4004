// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static io.jebena.linux.launch.LaunchFlags.CLONE_NEWNS;

import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.launch.Launch;
import io.jebena.linux.launch.LaunchPlan;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.linux.snapshot.EnginePaths;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The root of a container that does not run, mounted in the mount namespace of a process that stands at a sync step and does
 * nothing. It is gone with that process.
 */
final class ParkedRoot implements AutoCloseable {
    private static final long MS_REC = 0x4000;
    private static final long MS_PRIVATE = 1L << 18;
    private static final long REAPED_WITHIN_SECONDS = 10;

    private final Launch launch;
    private final RootedPath root;

    private ParkedRoot(Launch launch, RootedPath root) {
        this.launch = launch;
        this.root = root;
    }

    /**
     * Mounts a root.
     *
     * @param surroundings have the launcher
     * @param blueprint the container
     * @param writable whether what is written is kept; else it is lost
     */
    static ParkedRoot of(Surroundings surroundings, Blueprint blueprint, boolean writable) {
        Launch launch = surroundings.launcher().get().spawn(plan(surroundings, blueprint, writable));
        try {
            int pid = launch.awaitReady(null);
            Fd root = Fd.open("/proc/" + pid + "/root", TreeCalls.O_PATH | TreeCalls.O_DIRECTORY, 0);
            return new ParkedRoot(launch, RootedPath.of(root));
        } catch (RuntimeException | Error e) {
            end(launch);
            throw e;
        }
    }

    /** Volumes come along, as in a container that runs; what a tmpfs would cover shows. */
    private static LaunchPlan plan(Surroundings surroundings, Blueprint blueprint, boolean writable) {
        ContainerSpec spec = blueprint.spec();
        List<Mount> volumes =
                spec.mounts().stream().filter(m -> m.source().isPresent()).toList();
        OwnMounts own = new OwnMounts(volumes, new TreeSlots());
        EnginePaths paths =
                new EnginePaths(surroundings.root().data(), surroundings.root().mountPoint(), false);
        LaunchPlanBuilder plan = LaunchPlan.builder();
        plan.namespaces(CLONE_NEWNS);
        plan.mount("", "/", "", MS_REC | MS_PRIVATE, "");
        own.open(plan);
        if (writable) {
            blueprint.root().mount(plan, paths);
        } else {
            blueprint.root().mountCopy(plan, paths);
        }
        plan.pivot();
        own.attach(plan);
        if (spec.readOnlyRoot()) {
            plan.rootReadOnly();
        }
        return plan.sync().build();
    }

    /** Closed by whoever uses it, before this. */
    RootedPath root() {
        return root;
    }

    /** Returns when nothing is mounted any more. */
    private static void end(Launch launch) {
        CompletableFuture<?> reaped = launch.onExit();
        launch.close();
        try {
            reaped.get(REAPED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the process that held a container's root was not reaped", e);
        }
    }

    @Override
    public void close() {
        end(launch);
    }
}
