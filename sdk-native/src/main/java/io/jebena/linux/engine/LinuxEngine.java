// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.capability.Capability;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.Containers;
import io.jebena.engine.EngineOptions;
import io.jebena.engine.Events;
import io.jebena.engine.Images;
import io.jebena.engine.SystemService;
import io.jebena.error.HostRequirementException;
import io.jebena.linux.cgroup.CgroupLayout;
import io.jebena.linux.cgroup.CgroupManager;
import io.jebena.linux.event.EventLog;
import io.jebena.linux.identity.HeldCapabilities;
import io.jebena.linux.libc.HostUsers;
import io.jebena.linux.libc.NativeAccess;
import io.jebena.linux.runtime.LinuxContainers;
import io.jebena.linux.runtime.Surroundings;
import io.jebena.linux.runtime.Sweeper;
import io.jebena.linux.store.ContainerDirectories;
import io.jebena.linux.store.ContainerRecords;
import io.jebena.linux.store.EngineLease;
import io.jebena.linux.store.EngineRoot;
import io.jebena.linux.store.NameIndex;
import io.jebena.linux.stream.Reactor;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open engine: the one place where its parts are put together, and taken apart in reverse. */
final class LinuxEngine implements ContainerEngine {
    private final RootPlace place;
    private final EngineLease lease;
    private final Reactor reactor;
    private final EngineExecutor executor;
    private final LazyLauncher launcher;
    private final CgroupManager cgroups;
    private final ScheduledExecutorService timer = timer();
    private final EventLog events;
    private final LinuxImages images;
    private final LinuxContainers containers;
    private final LinuxSystem system;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread atExit = new Thread(this::closeNow, "jebena-exit");

    private LinuxEngine(EngineOptions options, RootPlace place, CgroupLayout layout, HeldCapabilities held) {
        this.place = place;
        EngineRoot root = place.root();
        this.lease = EngineLease.open(root, new Sweeper(root, layout));
        this.executor = new EngineExecutor(options.executor());
        this.events = new EventLog(executor);
        this.reactor = new Reactor("jebena-reactor-" + lease.id());
        this.launcher = new LazyLauncher(reactor);
        this.cgroups = new CgroupManager(layout, lease.id());
        this.images = new LinuxImages(root, events, this::linuxContainers);
        this.containers = new LinuxContainers(surroundings(root, held), images, place.lasting());
        this.system = new LinuxSystem(layout, held.available());
    }

    private Surroundings surroundings(EngineRoot root, HeldCapabilities held) {
        return new Surroundings(
                root,
                lease,
                new NameIndex(root, lease.id()),
                new ContainerRecords(root),
                new ContainerDirectories(root, lease.id()),
                reactor,
                executor,
                launcher,
                cgroups,
                timer,
                events,
                held);
    }

    static LinuxEngine open(EngineOptions options) {
        WarmUp.begin();
        NativeAccess.require();
        HeldCapabilities held = HostProbe.held();
        if (!held.available().contains(Capability.SYS_ADMIN)) {
            throw new HostRequirementException(
                    "containers need CAP_SYS_ADMIN, which this process, run by " + HostUsers.current()
                            + ", does not hold",
                    "run the JVM as root, or in a container that was given the capability SYS_ADMIN");
        }
        LinuxEngine engine = new LinuxEngine(options, RootPlace.of(options), CgroupLayout.detect(), held);
        Runtime.getRuntime().addShutdownHook(engine.atExit);
        engine.containers.resume();
        return engine;
    }

    private LinuxContainers linuxContainers() {
        return containers;
    }

    @Override
    public Containers containers() {
        return containers;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public SystemService system() {
        return system;
    }

    @Override
    public Path root() {
        return place.root().path();
    }

    @Override
    public Events events() {
        return events;
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "jebena-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the JVM is ending: the hook runs, or waits for this call
        }
        closeNow();
    }

    private void closeNow() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Closing closing = new Closing();
        closing.step(containers::close);
        closing.step(timer::shutdownNow);
        closing.step(events::close);
        closing.step(launcher::close);
        closing.step(cgroups::close);
        closing.step(reactor::close);
        closing.step(executor::close);
        if (closing.clean()) {
            closing.step(lease::close);
            closing.step(place::close);
        } else {
            closing.step(lease::abandon);
            closing.step(place::abandon);
        }
        closing.finish();
    }
}
