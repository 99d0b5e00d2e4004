// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.capability.Capability;
import io.jebena.device.Device;
import io.jebena.device.DeviceRule;
import io.jebena.error.InvalidSpecException;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.Namespaces;
import io.jebena.security.SeccompProfile;
import io.jebena.security.SecurityOptions;
import io.jebena.value.ByteSize;
import io.jebena.value.Resources;
import io.jebena.value.Rlimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The part of {@link ContainerSpec.Builder} that confines.
 *
 * @param <B> the builder itself
 */
abstract sealed class ConfinementBuilder<B extends ConfinementBuilder<B>> extends ProcessSpec.Builder<B>
        permits LifecycleBuilder {
    private static final int MAX_OOM_SCORE_ADJ = 1000;
    private static final int MAX_UMASK = 0777;
    private static final ByteSize DEFAULT_SHM = ByteSize.mebibytes(64);

    Resources resources = Resources.UNLIMITED;
    SecurityOptions security = SecurityOptions.DEFAULT;
    Namespaces namespaces = Namespaces.DEFAULT;
    Map<Rlimit.Kind, Rlimit> rlimits = new EnumMap<>(Rlimit.Kind.class);
    int oomScoreAdj;
    int umask = 022;
    ByteSize shmSize = DEFAULT_SHM;
    IpcMode ipc = IpcMode.PRIVATE;
    final Map<String, String> sysctls = new LinkedHashMap<>();
    final List<Device> devices = new ArrayList<>();
    final List<DeviceRule> deviceRules = new ArrayList<>();
    boolean readOnlyRoot;

    /**
     * Limits memory; what is above is killed.
     *
     * @param memory 6 MiB or more
     * @return this
     * @throws InvalidSpecException if it is less
     */
    public B memory(ByteSize memory) {
        requireNonNull(memory, "memory");
        resources = Rules.named("memory", () -> resources.with(r -> r.memory(memory)));
        return self();
    }

    /**
     * Limits memory; what is above is killed.
     *
     * @param memory 6 MiB or more, as {@link ByteSize#parse(String)} reads it: {@code 512m}
     * @return this
     * @throws InvalidSpecException naming the character that is wrong, or if it is less
     */
    public B memory(String memory) {
        requireNonNull(memory, "memory");
        return memory(Rules.named("memory", () -> ByteSize.parse(memory)));
    }

    /**
     * Limits processor time.
     *
     * @param cpus processors, from 0.01 to what the host has; the engine checks the latter
     * @return this
     * @throws InvalidSpecException if it is less than 0.01 or not finite
     */
    public B cpus(double cpus) {
        resources = Rules.named("cpus", () -> resources.with(r -> r.cpus(cpus)));
        return self();
    }

    /**
     * Limits the number of processes and threads.
     *
     * @param pids 1 or more
     * @return this
     * @throws InvalidSpecException if it is less
     */
    public B pids(long pids) {
        resources = Rules.named("pids", () -> resources.with(r -> r.pids(pids)));
        return self();
    }

    /**
     * Changes limits on resources: {@code c.resources(r -> r.cpu(x -> x.shares(512)))}.
     *
     * @param change what to set
     * @return this
     * @throws InvalidSpecException if they do not go together
     */
    public B resources(Consumer<Resources.Builder> change) {
        requireNonNull(change, "change");
        resources = Rules.named("resources", () -> resources.with(change));
        return self();
    }

    /**
     * Replaces all limits on resources.
     *
     * @param resources the limits
     * @return this
     */
    public B resources(Resources resources) {
        this.resources = requireNonNull(resources, "resources");
        return self();
    }

    /**
     * Adds a capability to the default ones.
     *
     * @param capability the capability; the engine must hold it itself
     * @return this
     */
    public B addCapability(Capability capability) {
        return addCapabilities(List.of(requireNonNull(capability, "capability")));
    }

    /**
     * Adds a capability to the default ones.
     *
     * @param capability its name with or without {@code CAP_}, or {@code ALL} for all that the engine holds
     * @return this
     * @throws InvalidSpecException naming the text if there is no such capability
     */
    public B addCapability(String capability) {
        return addCapabilities(parse(capability));
    }

    /**
     * Adds capabilities to the default ones.
     *
     * @param capabilities the capabilities; {@link Capability#ALL} for all that the engine holds
     * @return this
     */
    public B addCapabilities(Collection<Capability> capabilities) {
        security = security.with(s -> s.addCapabilities(capabilities));
        return self();
    }

    /**
     * Drops a capability from the default ones.
     *
     * @param capability the capability
     * @return this
     */
    public B dropCapability(Capability capability) {
        return dropCapabilities(List.of(requireNonNull(capability, "capability")));
    }

    /**
     * Drops a capability from the default ones.
     *
     * @param capability its name with or without {@code CAP_}, or {@code ALL} to start from nothing
     * @return this
     * @throws InvalidSpecException naming the text if there is no such capability
     */
    public B dropCapability(String capability) {
        return dropCapabilities(parse(capability));
    }

    /**
     * Drops capabilities from the default ones.
     *
     * @param capabilities the capabilities; {@link Capability#ALL} to start from nothing
     * @return this
     */
    public B dropCapabilities(Collection<Capability> capabilities) {
        security = security.with(s -> s.dropCapabilities(capabilities));
        return self();
    }

    private static Collection<Capability> parse(String text) {
        return requireNonNull(text, "capability").equalsIgnoreCase("ALL")
                ? Capability.ALL
                : List.of(Rules.named("capabilities", () -> Capability.parse(text)));
    }

    /**
     * Sets which system calls may be made.
     *
     * @param seccomp {@link SeccompProfile#DEFAULT} unless set
     * @return this
     */
    public B seccomp(SeccompProfile seccomp) {
        security = security.with(s -> s.seccomp(seccomp));
        return self();
    }

    /**
     * Sets whether set-id bits and file capabilities are without effect.
     *
     * @param noNewPrivileges true to make them so
     * @return this
     */
    public B noNewPrivileges(boolean noNewPrivileges) {
        security = security.with(s -> s.noNewPrivileges(noNewPrivileges));
        return self();
    }

    /**
     * Replaces all security options.
     *
     * @param security the options
     * @return this
     * @throws InvalidSpecException if a masked or read-only path is not absolute
     */
    public B security(SecurityOptions security) {
        requireNonNull(security, "security")
                .maskedPaths()
                .ifPresent(paths -> paths.forEach(p -> Rules.path("maskedPaths", p)));
        security.readOnlyPaths().ifPresent(paths -> paths.forEach(p -> Rules.path("readOnlyPaths", p)));
        this.security = security;
        return self();
    }

    /**
     * Changes security options.
     *
     * @param change what to set
     * @return this
     * @throws InvalidSpecException if a masked or read-only path is not absolute
     */
    public B security(Consumer<SecurityOptions.Builder> change) {
        return security(security.with(change));
    }

    /**
     * Replaces all namespaces.
     *
     * @param namespaces the namespaces
     * @return this
     */
    public B namespaces(Namespaces namespaces) {
        this.namespaces = requireNonNull(namespaces, "namespaces");
        if (!namespaces.ipc().equals(ipc.namespace())) {
            ipc = IpcMode.parse(
                    namespaces.ipc().own() ? "private" : namespaces.ipc().toString());
        }
        return self();
    }

    /**
     * Changes namespaces: {@code c.namespaces(n -> n.network(NamespaceMode.HOST))}.
     *
     * @param change what to set
     * @return this
     * @throws InvalidSpecException if they do not go together
     */
    public B namespaces(Consumer<Namespaces.Builder> change) {
        return namespaces(Rules.named("namespaces", () -> namespaces.with(change)));
    }

    /**
     * Replaces the limits of {@code setrlimit(2)}; those not named are as the engine has them.
     *
     * @param rlimits the limits; of two for the same resource the last counts
     * @return this
     */
    public B rlimits(Collection<Rlimit> rlimits) {
        Map<Rlimit.Kind, Rlimit> copy = new EnumMap<>(Rlimit.Kind.class);
        Rules.list("rlimits", rlimits).forEach(r -> copy.put(r.kind(), r));
        this.rlimits = copy;
        return self();
    }

    /**
     * Sets one limit of {@code setrlimit(2)}.
     *
     * @param rlimit the limit
     * @return this
     */
    public B addRlimit(Rlimit rlimit) {
        rlimits.put(requireNonNull(rlimit, "rlimit").kind(), rlimit);
        return self();
    }

    /**
     * Sets one limit of {@code setrlimit(2)}.
     *
     * @param rlimit as {@link Rlimit#parse(String)} reads it: {@code nofile=1024:4096}
     * @return this
     * @throws InvalidSpecException naming what is wrong
     */
    public B addRlimit(String rlimit) {
        requireNonNull(rlimit, "rlimit");
        return addRlimit(Rules.named("rlimits", () -> Rlimit.parse(rlimit)));
    }

    /**
     * Sets how likely the kernel kills the container's processes when the machine is out of memory.
     *
     * @param oomScoreAdj -1000 (never) to 1000 (first)
     * @return this
     * @throws InvalidSpecException if it is out of range
     */
    public B oomScoreAdj(int oomScoreAdj) {
        if (Math.abs(oomScoreAdj) > MAX_OOM_SCORE_ADJ) {
            throw new InvalidSpecException("oomScoreAdj", oomScoreAdj + " is not from -1000 to 1000");
        }
        this.oomScoreAdj = oomScoreAdj;
        return self();
    }

    /**
     * Sets which permissions new files do not get.
     *
     * @param umask 0 to 0777
     * @return this
     * @throws InvalidSpecException if it is out of range
     */
    public B umask(int umask) {
        if (umask < 0 || umask > MAX_UMASK) {
            throw new InvalidSpecException("umask", Integer.toOctalString(umask) + " is not from 0 to 777");
        }
        this.umask = umask;
        return self();
    }

    /**
     * Sets the size of {@code /dev/shm}.
     *
     * @param shmSize above 0
     * @return this
     * @throws InvalidSpecException if it is 0
     */
    public B shmSize(ByteSize shmSize) {
        if (requireNonNull(shmSize, "shmSize").toBytes() == 0) {
            throw new InvalidSpecException("shmSize", "it is 0: give at least 1 byte");
        }
        this.shmSize = shmSize;
        return self();
    }

    /**
     * Sets the size of {@code /dev/shm}.
     *
     * @param shmSize as {@link ByteSize#parse(String)} reads it
     * @return this
     * @throws InvalidSpecException naming the character that is wrong
     */
    public B shmSize(String shmSize) {
        requireNonNull(shmSize, "shmSize");
        return shmSize(Rules.named("shmSize", () -> ByteSize.parse(shmSize)));
    }

    /**
     * Sets whether the root cannot be written; what is mounted in it still can.
     *
     * @param readOnlyRoot true to make it read-only
     * @return this
     */
    public B readOnlyRoot(boolean readOnlyRoot) {
        this.readOnlyRoot = readOnlyRoot;
        return self();
    }

    /**
     * Sets whether nothing confines it but its namespaces.
     *
     * @param privileged true for a container that is trusted like the engine itself
     * @return this
     */
    public B privileged(boolean privileged) {
        security = security.with(s -> s.privileged(privileged));
        return self();
    }

    /**
     * Sets which message queues, semaphores and shared memory it sees.
     *
     * @param ipc {@link IpcMode#PRIVATE} unless set
     * @return this
     */
    public B ipc(IpcMode ipc) {
        this.ipc = requireNonNull(ipc, "ipc");
        namespaces = namespaces.with(n -> n.ipc(ipc.namespace()));
        return self();
    }

    /**
     * Replaces the kernel's settings in its namespaces.
     *
     * @param sysctls names as {@link #putSysctl} takes them, and values
     * @return this
     * @throws InvalidSpecException if a name is not that of a setting which belongs to a namespace
     */
    public B sysctls(Map<String, String> sysctls) {
        this.sysctls.clear();
        sysctls.forEach(this::putSysctl);
        return self();
    }

    /**
     * Sets one of the kernel's settings in its namespaces.
     *
     * @param name {@code net.*}, {@code fs.mqueue.*} or one of the {@code kernel.} settings of System V IPC
     * @param value its value
     * @return this
     * @throws InvalidSpecException if it is not a setting which belongs to a namespace
     */
    public B putSysctl(String name, String value) {
        sysctls.put(Rules.sysctl(name), Rules.text("sysctls", value));
        return self();
    }

    /**
     * Gives it a device of the host.
     *
     * @param device the device
     * @return this
     */
    public B addDevice(Device device) {
        devices.add(requireNonNull(device, "device"));
        return self();
    }

    /**
     * Gives it a device of the host.
     *
     * @param device as {@link Device#parse(String)} reads it: {@code /dev/fuse}, {@code /dev/sda:/dev/xvda:r}
     * @return this
     * @throws InvalidSpecException naming what is wrong
     */
    public B addDevice(String device) {
        return addDevice(Rules.named("devices", () -> Device.parse(device)));
    }

    /**
     * Changes which devices its processes may use, beyond those that appear in it.
     *
     * @param rule the rule
     * @return this
     */
    public B addDeviceRule(DeviceRule rule) {
        deviceRules.add(requireNonNull(rule, "rule"));
        return self();
    }

    /**
     * Changes which devices its processes may use, beyond those that appear in it.
     *
     * @param rule as {@link DeviceRule#parse(String)} reads it: {@code c 10:200 rwm}
     * @return this
     * @throws InvalidSpecException if it is malformed
     */
    public B addDeviceRule(String rule) {
        return addDeviceRule(Rules.named("deviceRules", () -> DeviceRule.parse(rule)));
    }
}
