// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.container.Stats;
import io.jebena.error.HostRequirementException;
import io.jebena.linux.proc.CpuTimes;
import io.jebena.linux.proc.MemInfo;
import io.jebena.linux.proc.NetworkDevices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Samples of what a container uses. */
public final class ContainerUsage {
    private static final Path PROC = Path.of("/proc");

    private ContainerUsage() {}

    /**
     * Takes a sample.
     *
     * @param group the container's groups
     * @param network the process whose network namespace is the container's own; empty where it is the host's
     * @return the sample
     */
    public static Stats read(ContainerCgroup group, OptionalInt network) {
        UsageReader reader = new UsageReader(group);
        Instant now = Instant.now();
        return new Stats(
                now,
                reader.cpu(CpuTimes.read(PROC.resolve("stat"))),
                reader.memory(MemInfo.read(PROC.resolve("meminfo")).total()),
                reader.pids(),
                reader.blockIo(),
                networks(network));
    }

    private static Map<String, Stats.Network> networks(OptionalInt pid) {
        Map<String, Stats.Network> networks = new LinkedHashMap<>();
        pid.ifPresent(p -> devices(PROC.resolve(Integer.toString(p))).forEach((name, traffic) -> {
            NetworkDevices.Counters in = traffic.received();
            NetworkDevices.Counters out = traffic.sent();
            networks.put(
                    name,
                    new Stats.Network(
                            in.bytes(),
                            in.packets(),
                            in.errors(),
                            in.dropped(),
                            out.bytes(),
                            out.packets(),
                            out.errors(),
                            out.dropped()));
        }));
        return networks;
    }

    /** A process that has just ended has no network any more. */
    private static Map<String, NetworkDevices.Traffic> devices(Path process) {
        try {
            return NetworkDevices.read(process.resolve("net/dev"));
        } catch (HostRequirementException e) {
            if (Files.exists(process.resolve("net/dev"))) {
                throw e;
            }
            return Map.of();
        }
    }
}
