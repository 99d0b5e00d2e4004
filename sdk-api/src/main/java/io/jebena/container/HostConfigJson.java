// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.capability.Capability;
import io.jebena.device.DeviceRule;
import io.jebena.log.LogOptions;
import io.jebena.namespace.NamespaceMode;
import io.jebena.security.SecurityOptions;
import io.jebena.value.BlockIoLimits;
import io.jebena.value.ByteSize;
import io.jebena.value.CpuLimits;
import io.jebena.value.MemoryLimits;
import io.jebena.value.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HostConfig of the Docker Engine API: how a container is confined, and what it shares with the host. */
final class HostConfigJson {
    private final Map<String, @Nullable Object> json = new LinkedHashMap<>();
    private final ContainerSpec spec;

    private HostConfigJson(ContainerSpec spec) {
        this.spec = spec;
    }

    static Map<String, @Nullable Object> of(ContainerSpec spec) {
        HostConfigJson config = new HostConfigJson(spec);
        config.life();
        config.namespaces();
        config.security();
        Resources resources = spec.resources();
        config.cpu(resources.cpuLimits());
        config.memory(resources.memoryLimits());
        config.blockIo(resources.blockIo());
        config.json.put(
                "PidsLimit", resources.pids().isPresent() ? resources.pids().getAsLong() : null);
        config.devices();
        config.mounts();
        return config.json;
    }

    private void life() {
        json.put("ContainerIDFile", spec.cidFile().map(Object::toString).orElse(""));
        LogOptions log = spec.log();
        Map<String, String> options = new LinkedHashMap<>();
        log.maxSize().ifPresent(size -> {
            options.put("max-size", Long.toString(size.toBytes()));
            options.put("max-file", Integer.toString(log.maxFiles()));
            options.put("compress", Boolean.toString(log.compress()));
        });
        json.put("LogConfig", ordered("Type", log.driver().text(), "Config", options));
        RestartPolicy restart = spec.restart();
        String policy = restart.kind() == RestartPolicy.Kind.NEVER
                ? "no"
                : restart.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        json.put("RestartPolicy", ordered("Name", policy, "MaximumRetryCount", restart.maxRetries()));
        json.put("AutoRemove", spec.autoRemove());
        json.put(
                "ConsoleSize",
                spec.terminalSize().map(s -> List.of(s.rows(), s.columns())).orElse(List.of(0, 0)));
        json.put("Init", spec.init());
        json.put("Runtime", "jebena");
        json.put("Annotations", null);
    }

    private static Map<String, Object> ordered(String first, Object a, String second, Object b) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, a);
        map.put(second, b);
        return map;
    }

    /** A network of its own with the loopback alone is what Docker calls none. */
    private void namespaces() {
        json.put("NetworkMode", mode(spec.namespaces().network(), "none"));
        json.put("PortBindings", Map.of());
        json.put("PublishAllPorts", false);
        for (String empty : List.of("Dns", "DnsOptions", "DnsSearch")) {
            json.put(empty, List.of());
        }
        json.put("ExtraHosts", null);
        json.put("Links", null);
        json.put("CgroupnsMode", mode(spec.namespaces().cgroup(), "private"));
        json.put("IpcMode", spec.ipc().toString());
        json.put("PidMode", mode(spec.namespaces().pid(), ""));
        json.put("UTSMode", mode(spec.namespaces().uts(), ""));
        json.put(
                "UsernsMode",
                spec.namespaces().user().host() ? "" : mode(spec.namespaces().user(), "private"));
        json.put("Cgroup", "");
        json.put("CgroupParent", "");
    }

    private static String mode(NamespaceMode mode, String own) {
        return mode.container().map(other -> "container:" + other).orElseGet(() -> mode.host() ? "host" : own);
    }

    private void security() {
        SecurityOptions security = spec.security();
        json.put("CapAdd", names(security.capabilities().added()));
        json.put("CapDrop", names(security.capabilities().dropped()));
        json.put("GroupAdd", spec.groups().isEmpty() ? null : spec.groups());
        json.put("OomScoreAdj", spec.oomScoreAdj());
        json.put("Privileged", security.privileged());
        json.put("ReadonlyRootfs", spec.readOnlyRoot());
        json.put("SecurityOpt", securityOpt(security));
        json.put("MaskedPaths", security.maskedPaths().orElse(List.of()));
        json.put("ReadonlyPaths", security.readOnlyPaths().orElse(List.of()));
        json.put("Sysctls", spec.sysctls());
        List<Map<String, Object>> ulimits = new ArrayList<>();
        spec.rlimits().forEach(limit -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("Name", limit.kind().name().toLowerCase(Locale.ROOT));
            one.put("Hard", limit.hard());
            one.put("Soft", limit.soft());
            ulimits.add(one);
        });
        json.put("Ulimits", ulimits);
    }

    private static @Nullable List<String> names(Collection<Capability> capabilities) {
        List<String> names =
                capabilities.stream().map(c -> "CAP_" + c.name()).sorted().toList();
        return names.isEmpty() ? null : names;
    }

    private static @Nullable List<String> securityOpt(SecurityOptions security) {
        List<String> options = new ArrayList<>();
        if (security.noNewPrivileges()) {
            options.add("no-new-privileges");
        }
        if (security.seccomp().unconfined()) {
            options.add("seccomp=unconfined");
        }
        security.seccomp().json().ifPresent(profile -> options.add("seccomp=" + profile));
        security.appArmor().ifPresent(profile -> options.add("apparmor=" + profile));
        security.seLinuxLabels().forEach(label -> options.add("label=" + label));
        if (security.writableCgroups()) {
            options.add("writable-cgroups");
        }
        return options.isEmpty() ? null : options;
    }

    private void cpu(CpuLimits cpu) {
        json.put("CpuShares", cpu.shares().orElse(0));
        json.put("NanoCpus", Math.round(cpu.cpus().orElse(0) * 1e9));
        json.put("CpuPeriod", cpu.period().orElse(0));
        json.put("CpuQuota", cpu.quota().orElse(0));
        json.put("CpuRealtimePeriod", cpu.realtimePeriod().orElse(0));
        json.put("CpuRealtimeRuntime", cpu.realtimeRuntime().orElse(0));
        json.put("CpusetCpus", cpu.cpuset().orElse(""));
        json.put("CpusetMems", cpu.memoryNodes().orElse(""));
        json.put("CpuCount", 0);
        json.put("CpuPercent", 0);
    }

    private void memory(MemoryLimits memory) {
        long limit = memory.limit().map(ByteSize::toBytes).orElse(0L);
        json.put("Memory", limit);
        json.put(
                "MemoryReservation", memory.reservation().map(ByteSize::toBytes).orElse(0L));
        json.put(
                "MemorySwap",
                memory.unlimitedSwap()
                        ? -1L
                        : memory.swap().map(ByteSize::toBytes).orElse(2 * limit));
        json.put(
                "MemorySwappiness",
                memory.swappiness().isPresent() ? memory.swappiness().getAsInt() : null);
        json.put("OomKillDisable", memory.oomKillDisabled());
        json.put("ShmSize", spec.shmSize().toBytes());
    }

    private void blockIo(BlockIoLimits io) {
        json.put("BlkioWeight", io.weight().orElse(0));
        json.put("BlkioWeightDevice", rates(io.deviceWeights(), "Weight"));
        json.put("BlkioDeviceReadBps", rates(io.readBytes(), "Rate"));
        json.put("BlkioDeviceWriteBps", rates(io.writeBytes(), "Rate"));
        json.put("BlkioDeviceReadIOps", rates(io.readOperations(), "Rate"));
        json.put("BlkioDeviceWriteIOps", rates(io.writeOperations(), "Rate"));
        json.put("IOMaximumIOps", 0);
        json.put("IOMaximumBandwidth", 0);
    }

    private static List<Map<String, Object>> rates(Map<String, Long> byPath, String name) {
        List<Map<String, Object>> list = new ArrayList<>();
        byPath.forEach((path, rate) -> list.add(ordered("Path", path, name, rate)));
        return list;
    }

    private void devices() {
        List<Map<String, Object>> devices = new ArrayList<>();
        spec.devices().forEach(device -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("PathOnHost", device.path().toString());
            one.put("PathInContainer", device.target());
            one.put("CgroupPermissions", device.access());
            devices.add(one);
        });
        json.put("Devices", devices);
        List<String> rules =
                spec.deviceRules().stream().map(DeviceRule::toString).toList();
        json.put("DeviceCgroupRules", rules.isEmpty() ? null : rules);
        json.put("DeviceRequests", null);
    }

    private void mounts() {
        List<String> binds = new ArrayList<>();
        Map<String, String> tmpfs = new LinkedHashMap<>();
        for (Mount mount : spec.mounts()) {
            if (mount.source().isPresent()) {
                binds.add(mount.source().get() + ":" + mount.target() + (mount.readOnly() ? ":ro" : ""));
            } else {
                tmpfs.put(mount.target(), tmpfsOptions(mount));
            }
        }
        json.put("Binds", binds.isEmpty() ? null : binds);
        json.put("Tmpfs", tmpfs);
        json.put("VolumeDriver", "");
        json.put("VolumesFrom", null);
        json.put("Isolation", "");
    }

    private static String tmpfsOptions(Mount mount) {
        List<String> options = new ArrayList<>(List.of(mount.readOnly() ? "ro" : "rw", "nosuid", "nodev"));
        options.add(mount.executable() ? "exec" : "noexec");
        options.add("mode=" + Integer.toOctalString(mount.mode()));
        mount.size().ifPresent(size -> options.add("size=" + size.toBytes()));
        return String.join(",", options);
    }

    /** What is mounted from outside. */
    static List<Map<String, Object>> mountPoints(ContainerSpec spec) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (Mount mount : spec.mounts()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("Type", mount.source().isPresent() ? "bind" : "tmpfs");
            one.put("Source", mount.source().map(Object::toString).orElse(""));
            one.put("Destination", mount.target());
            one.put("Mode", mount.readOnly() && mount.source().isPresent() ? "ro" : "");
            one.put("RW", !mount.readOnly());
            one.put("Propagation", mount.source().isPresent() ? "rprivate" : "");
            points.add(one);
        }
        return points;
    }
}
