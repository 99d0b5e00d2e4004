// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.linux.cgroup.CgroupManager;
import io.jebena.linux.event.EventLog;
import io.jebena.linux.identity.HeldCapabilities;
import io.jebena.linux.launch.LaunchServer;
import io.jebena.linux.store.ContainerDirectories;
import io.jebena.linux.store.ContainerRecords;
import io.jebena.linux.store.EngineLease;
import io.jebena.linux.store.EngineRoot;
import io.jebena.linux.store.NameIndex;
import io.jebena.linux.stream.Reactor;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What an open engine offers to its containers.
 *
 * @param root where state lives
 * @param lease the engine's id and sign of life
 * @param names who has which name
 * @param records what is kept of containers
 * @param directories makes and removes their directories
 * @param reactor the thread that hears of output and ends
 * @param executor runs what may block
 * @param launcher the launcher, started when it is first asked for
 * @param cgroups makes groups
 * @param timer has what is due later done by the executor: a task of its own must not block
 * @param events hears of what happens
 * @param held the capabilities of this process
 */
public record Surroundings(
        EngineRoot root,
        EngineLease lease,
        NameIndex names,
        ContainerRecords records,
        ContainerDirectories directories,
        Reactor reactor,
        Executor executor,
        Supplier<LaunchServer> launcher,
        CgroupManager cgroups,
        ScheduledExecutorService timer,
        EventLog events,
        HeldCapabilities held) {}
