// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.capability.Capability;
import io.jebena.engine.SystemInfo;
import io.jebena.engine.SystemService;
import io.jebena.linux.cgroup.CgroupLayout;
import io.jebena.linux.cgroup.Controller;
import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import io.jebena.linux.proc.MemInfo;
import io.jebena.value.ByteSize;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What the engine says of the host. */
final class LinuxSystem implements SystemService {
    private final CgroupLayout cgroups;
    private final Set<Capability> held;

    LinuxSystem(CgroupLayout cgroups, Set<Capability> held) {
        this.cgroups = cgroups;
        this.held = held;
    }

    @Override
    public SystemInfo info() {
        Set<String> controllers = new TreeSet<>();
        for (Controller controller : Controller.values()) {
            if (cgroups.hierarchy(controller).isPresent()) {
                controllers.add(controller.legacyName());
            }
        }
        return SystemInfo.builder()
                .engine(LinuxEngineProvider.NAME, version())
                .kernel(KernelRelease.read(Path.of("/proc/sys/kernel/osrelease"))
                        .toString())
                .architecture(Arch.current().kernelName())
                .cpus(Runtime.getRuntime().availableProcessors())
                .memory(ByteSize.bytes(MemInfo.read(Path.of("/proc/meminfo")).total()))
                .cgroupMode(
                        switch (cgroups.mode()) {
                            case NONE -> SystemInfo.CgroupMode.NONE;
                            case LEGACY -> SystemInfo.CgroupMode.V1;
                            case UNIFIED -> SystemInfo.CgroupMode.V2;
                            case HYBRID -> SystemInfo.CgroupMode.HYBRID;
                        })
                .controllers(controllers)
                .requirements(HostProbe.requirements())
                .build();
    }

    /** The manifest has it in a jar; classes in a directory have none. */
    private static String version() {
        String version = LinuxSystem.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public Set<Capability> capabilities() {
        return held;
    }
}
