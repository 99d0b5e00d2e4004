// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.value.BlockIoLimits;
import io.jebena.value.ByteSize;
import io.jebena.value.CpuLimits;
import io.jebena.value.MemoryLimits;
import io.jebena.value.Resources;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits as JSON, and back. */
final class ResourcesJson {
    private ResourcesJson() {}

    /** As members of an object that is open. */
    static void write(Resources resources, FieldWriter out) throws IOException {
        write(resources.memoryLimits(), out);
        write(resources.cpuLimits(), out);
        write(resources.blockIo(), out);
        out.number("pids", resources.pids());
        Map<String, Long> pages = new LinkedHashMap<>();
        resources.hugePages().forEach((size, limit) -> pages.put(Long.toString(size.toBytes()), limit.toBytes()));
        out.numbers("hugePages", pages);
    }

    private static void write(MemoryLimits memory, FieldWriter out) throws IOException {
        out.size("memory", memory.limit());
        out.size("memoryReservation", memory.reservation());
        out.size("memorySwap", memory.swap());
        out.flag("memorySwapUnlimited", memory.unlimitedSwap());
        out.number("memorySwappiness", memory.swappiness());
        out.flag("oomKillDisabled", memory.oomKillDisabled());
    }

    private static void write(CpuLimits cpu, FieldWriter out) throws IOException {
        out.number("cpus", cpu.cpus());
        out.number("cpuShares", cpu.shares());
        out.number("cpuPeriod", cpu.period());
        out.number("cpuQuota", cpu.quota());
        out.text("cpuset", cpu.cpuset());
        out.text("memoryNodes", cpu.memoryNodes());
        out.number("cpuRealtimePeriod", cpu.realtimePeriod());
        out.number("cpuRealtimeRuntime", cpu.realtimeRuntime());
    }

    private static void write(BlockIoLimits io, FieldWriter out) throws IOException {
        out.number("ioWeight", io.weight());
        out.numbers("ioDeviceWeights", io.deviceWeights());
        out.numbers("ioReadBytes", io.readBytes());
        out.numbers("ioWriteBytes", io.writeBytes());
        out.numbers("ioReadOperations", io.readOperations());
        out.numbers("ioWriteOperations", io.writeOperations());
    }

    static Resources read(FieldReader json) {
        Resources.Builder resources = Resources.builder()
                .memoryLimits(memory(json))
                .cpuLimits(cpu(json))
                .blockIo(io(json));
        json.number("pids", resources::pids);
        Map<ByteSize, ByteSize> pages = new LinkedHashMap<>();
        json.numbers("hugePages")
                .forEach((size, limit) -> pages.put(ByteSize.bytes(Long.parseLong(size)), ByteSize.bytes(limit)));
        return resources.hugePages(pages).build();
    }

    private static MemoryLimits memory(FieldReader json) {
        MemoryLimits.Builder memory = MemoryLimits.builder()
                .unlimitedSwap(json.flag("memorySwapUnlimited"))
                .oomKillDisabled(json.flag("oomKillDisabled"));
        json.size("memory", memory::limit);
        json.size("memoryReservation", memory::reservation);
        json.size("memorySwap", memory::swap);
        json.small("memorySwappiness", memory::swappiness);
        return memory.build();
    }

    private static CpuLimits cpu(FieldReader json) {
        CpuLimits.Builder cpu = CpuLimits.builder();
        json.fraction("cpus", cpu::cpus);
        json.number("cpuShares", cpu::shares);
        json.number("cpuPeriod", cpu::period);
        json.number("cpuQuota", cpu::quota);
        json.text("cpuset", cpu::cpuset);
        json.text("memoryNodes", cpu::memoryNodes);
        json.number("cpuRealtimePeriod", cpu::realtimePeriod);
        json.number("cpuRealtimeRuntime", cpu::realtimeRuntime);
        return cpu.build();
    }

    private static BlockIoLimits io(FieldReader json) {
        BlockIoLimits.Builder io = BlockIoLimits.builder()
                .deviceWeights(json.numbers("ioDeviceWeights"))
                .readBytes(json.numbers("ioReadBytes"))
                .writeBytes(json.numbers("ioWriteBytes"))
                .readOperations(json.numbers("ioReadOperations"))
                .writeOperations(json.numbers("ioWriteOperations"));
        json.small("ioWeight", io::weight);
        return io.build();
    }
}
