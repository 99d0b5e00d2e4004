// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.device.Device;
import io.jebena.device.DeviceRule;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.Namespaces;
import io.jebena.security.SecurityOptions;
import io.jebena.value.ByteSize;
import io.jebena.value.Resources;
import io.jebena.value.Rlimit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of {@link ContainerSpec} that confines. */
abstract sealed class ConfinedSpec extends ProcessSpec permits LifecycleSpec {
    private final Resources resources;
    private final SecurityOptions security;
    private final Namespaces namespaces;
    private final List<Rlimit> rlimits;
    private final int oomScoreAdj;
    private final int umask;
    private final ByteSize shmSize;
    private final boolean readOnlyRoot;
    private final IpcMode ipc;
    private final Map<String, String> sysctls;
    private final List<Device> devices;
    private final List<DeviceRule> deviceRules;

    ConfinedSpec(ConfinementBuilder<?> builder) {
        super(builder);
        resources = builder.resources;
        security = builder.security;
        namespaces = builder.namespaces;
        rlimits = List.copyOf(builder.rlimits.values());
        oomScoreAdj = builder.oomScoreAdj;
        umask = builder.umask;
        shmSize = builder.shmSize;
        readOnlyRoot = builder.readOnlyRoot;
        ipc = builder.ipc;
        sysctls = Collections.unmodifiableMap(new LinkedHashMap<>(builder.sysctls));
        devices = List.copyOf(builder.devices);
        deviceRules = List.copyOf(builder.deviceRules);
    }

    /** Gives all of it to a builder. */
    final void copyConfinementTo(ConfinementBuilder<?> builder) {
        builder.copy(this);
        builder.resources = resources;
        builder.security = security;
        builder.namespaces = namespaces;
        builder.rlimits(rlimits);
        builder.oomScoreAdj = oomScoreAdj;
        builder.umask = umask;
        builder.shmSize = shmSize;
        builder.readOnlyRoot = readOnlyRoot;
        builder.ipc = ipc;
        builder.sysctls.putAll(sysctls);
        builder.devices.addAll(devices);
        builder.deviceRules.addAll(deviceRules);
    }

    /**
     * How much of the machine it may use.
     *
     * @return {@link Resources#UNLIMITED} unless set
     */
    public final Resources resources() {
        return resources;
    }

    /**
     * What it may do.
     *
     * @return {@link SecurityOptions#DEFAULT} unless set
     */
    public final SecurityOptions security() {
        return security;
    }

    /**
     * What it sees of the kernel.
     *
     * @return {@link Namespaces#DEFAULT} unless set
     */
    public final Namespaces namespaces() {
        return namespaces;
    }

    /**
     * Limits of {@code setrlimit(2)}.
     *
     * @return unmodifiable, at most one for each resource
     */
    public final List<Rlimit> rlimits() {
        return rlimits;
    }

    /**
     * How likely its processes are killed when the machine is out of memory.
     *
     * @return -1000 (never) to 1000 (first), 0 unless set
     */
    public final int oomScoreAdj() {
        return oomScoreAdj;
    }

    /**
     * Which permissions new files do not get.
     *
     * @return 0 to 0777, 022 unless set
     */
    public final int umask() {
        return umask;
    }

    /**
     * The size of {@code /dev/shm}.
     *
     * @return 64 MiB unless set
     */
    public final ByteSize shmSize() {
        return shmSize;
    }

    /**
     * Whether the root cannot be written.
     *
     * @return false unless set
     */
    public final boolean readOnlyRoot() {
        return readOnlyRoot;
    }

    /**
     * Which message queues, semaphores and shared memory it sees.
     *
     * @return the mode
     */
    public final IpcMode ipc() {
        return ipc;
    }

    /**
     * The kernel's settings in its namespaces.
     *
     * @return unmodifiable
     */
    public final Map<String, String> sysctls() {
        return sysctls;
    }

    /**
     * The devices of the host that it has.
     *
     * @return unmodifiable
     */
    public final List<Device> devices() {
        return devices;
    }

    /**
     * Which devices its processes may use, beyond those that appear in it.
     *
     * @return unmodifiable; the later of two wins
     */
    public final List<DeviceRule> deviceRules() {
        return deviceRules;
    }
}
