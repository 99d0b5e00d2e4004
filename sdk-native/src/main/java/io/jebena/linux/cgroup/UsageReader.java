// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.container.Stats;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.proc.CpuTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads what a container's groups have used; a file that the kernel does not have says nothing. */
final class UsageReader {
    private static final long MICRO = 1_000;
    private static final int OPERATION = 1;

    private final ContainerCgroup group;

    UsageReader(ContainerCgroup group) {
        this.group = group;
    }

    private boolean unified(Controller controller) {
        return group.unifiedDirectory().isPresent() && group.unifiedDirectory().equals(group.directory(controller));
    }

    private String text(Controller controller, String file) {
        Path directory = group.directory(controller).orElse(null);
        if (directory == null) {
            return "";
        }
        try {
            return KernelFile.read(directory.resolve(file)).strip();
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV) || e.is(Errno.EOPNOTSUPP)) {
                return "";
            }
            throw e;
        }
    }

    /** A file of one number; empty if it is not there, or says "max". */
    private OptionalLong number(Controller controller, String file) {
        String text = text(controller, file);
        return text.isEmpty() || text.equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /** A file of lines with a name and a number. */
    private Map<String, Long> table(Controller controller, String file) {
        Map<String, Long> table = new LinkedHashMap<>();
        for (String line : text(controller, file).split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                table.put(line.substring(0, space), Long.parseUnsignedLong(line.substring(space + 1)));
            }
        }
        return table;
    }

    Stats.Cpu cpu(CpuTimes machine) {
        Map<String, Long> cpu = table(Controller.CPU, "cpu.stat");
        long periods = cpu.getOrDefault("nr_periods", 0L);
        long throttledPeriods = cpu.getOrDefault("nr_throttled", 0L);
        if (unified(Controller.CPU)) {
            return new Stats.Cpu(
                    micros(cpu, "usage_usec"),
                    micros(cpu, "user_usec"),
                    micros(cpu, "system_usec"),
                    machine.total(),
                    machine.processors(),
                    periods,
                    throttledPeriods,
                    micros(cpu, "throttled_usec"));
        }
        Map<String, Long> split = table(Controller.CPUACCT, "cpuacct.stat");
        return new Stats.Cpu(
                Duration.ofNanos(number(Controller.CPUACCT, "cpuacct.usage").orElse(0)),
                CpuTimes.ofTicks(split.getOrDefault("user", 0L)),
                CpuTimes.ofTicks(split.getOrDefault("system", 0L)),
                machine.total(),
                machine.processors(),
                periods,
                throttledPeriods,
                Duration.ofNanos(cpu.getOrDefault("throttled_time", 0L)));
    }

    private static Duration micros(Map<String, Long> table, String name) {
        return Duration.ofNanos(table.getOrDefault(name, 0L) * MICRO);
    }

    Stats.Memory memory(long machine) {
        boolean unified = unified(Controller.MEMORY);
        Controller controller = Controller.MEMORY;
        long limit = number(controller, unified ? "memory.max" : "memory.limit_in_bytes")
                .orElse(machine);
        long failures = unified
                ? table(controller, "memory.events").getOrDefault("max", 0L)
                : number(controller, "memory.failcnt").orElse(0);
        return new Stats.Memory(
                number(controller, unified ? "memory.current" : "memory.usage_in_bytes")
                        .orElse(0),
                number(controller, unified ? "memory.peak" : "memory.max_usage_in_bytes"),
                Math.min(limit, machine),
                failures,
                table(controller, "memory.stat"));
    }

    Stats.Pids pids() {
        return new Stats.Pids(number(Controller.PIDS, "pids.current").orElse(0), number(Controller.PIDS, "pids.max"));
    }

    List<Stats.BlockIo> blockIo() {
        Map<String, Map<String, Long>> devices = new LinkedHashMap<>();
        if (unified(Controller.IO)) {
            for (String line : text(Controller.IO, "io.stat").split("\n", -1)) {
                String[] fields = line.split(" ", -1);
                for (int i = 1; i < fields.length; i++) {
                    int equals = fields[i].indexOf('=');
                    if (equals > 0) {
                        put(devices, fields[0], fields[i].substring(0, equals), fields[i].substring(equals + 1));
                    }
                }
            }
        } else {
            legacy(devices, "blkio.throttle.io_service_bytes_recursive", "rbytes", "wbytes");
            legacy(devices, "blkio.throttle.io_serviced_recursive", "rios", "wios");
        }
        List<Stats.BlockIo> all = new ArrayList<>();
        devices.forEach((number, values) -> {
            int colon = number.indexOf(':');
            all.add(new Stats.BlockIo(
                    Integer.parseInt(number.substring(0, colon)),
                    Integer.parseInt(number.substring(colon + 1)),
                    values.getOrDefault("rbytes", 0L),
                    values.getOrDefault("wbytes", 0L),
                    values.getOrDefault("rios", 0L),
                    values.getOrDefault("wios", 0L)));
        });
        return all;
    }

    /** Lines such as {@code 8:0 Read 4096}, and a last one with the total. */
    private void legacy(Map<String, Map<String, Long>> devices, String file, String read, String write) {
        for (String line : text(Controller.IO, file).split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length == 3 && fields[OPERATION].equals("Read")) {
                put(devices, fields[0], read, fields[2]);
            } else if (fields.length == 3 && fields[OPERATION].equals("Write")) {
                put(devices, fields[0], write, fields[2]);
            }
        }
    }

    private static void put(Map<String, Map<String, Long>> devices, String device, String key, String value) {
        if (device.matches("\\d+:\\d+") && value.matches("\\d+")) {
            devices.computeIfAbsent(device, d -> new HashMap<>()).put(key, Long.parseLong(value));
        }
    }
}
