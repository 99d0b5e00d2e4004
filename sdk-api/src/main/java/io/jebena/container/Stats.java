// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a container uses, at one moment; totals count from its start. What the kernel does not tell is 0 or empty. With
 * cgroup version 1 block devices are counted from a container's first sample on, for counting them costs each start.
 *
 * @param time when it was read
 * @param cpu processor time
 * @param memory memory
 * @param pids processes and threads
 * @param blockIo reading and writing of block devices
 * @param networks traffic, by the interface's name in the container; empty where the network is the host's
 */
public record Stats(
        Instant time, Cpu cpu, Memory memory, Pids pids, List<BlockIo> blockIo, Map<String, Network> networks) {
    /**
     * Copies the collections.
     *
     * @param time when it was read
     * @param cpu processor time
     * @param memory memory
     * @param pids processes and threads
     * @param blockIo block devices
     * @param networks traffic by interface
     */
    public Stats {
        blockIo = List.copyOf(blockIo);
        networks = Map.copyOf(networks);
    }

    /**
     * How busy the processors were with it between two samples.
     *
     * @param earlier the earlier sample of the same container
     * @return 100 for one processor that did nothing else; 0 if no time has passed
     */
    public double cpuPercentSince(Stats earlier) {
        long elapsed = cpu.system().minus(earlier.cpu.system()).toNanos();
        long used = cpu.total().minus(earlier.cpu.total()).toNanos();
        return elapsed <= 0 ? 0 : Math.max(0, 100.0 * used * cpu.online() / elapsed);
    }

    /**
     * Processor time.
     *
     * @param total of all processes
     * @param user of it in programs
     * @param kernel of it in the kernel on their behalf
     * @param system of the whole machine since it started, all processors together, idle time included
     * @param online processors of the machine
     * @param periods accounting periods in which a limit was in force
     * @param throttledPeriods of them those in which the limit was reached
     * @param throttled time that processes waited for the next period
     */
    public record Cpu(
            Duration total,
            Duration user,
            Duration kernel,
            Duration system,
            int online,
            long periods,
            long throttledPeriods,
            Duration throttled) {}

    /**
     * Memory in bytes.
     *
     * @param usage all that counts against the limit
     * @param maxUsage the most that it was
     * @param limit the limit, or all memory of the machine
     * @param failures how often the limit was reached
     * @param details the kernel's own figures by their names: {@code anon} or {@code rss}, {@code inactive_file}, ...
     */
    public record Memory(long usage, OptionalLong maxUsage, long limit, long failures, Map<String, Long> details) {
        /**
         * Copies the details.
         *
         * @param usage all that counts
         * @param maxUsage the most that it was
         * @param limit the limit
         * @param failures how often it was reached
         * @param details the kernel's own figures
         */
        public Memory {
            details = Map.copyOf(details);
        }

        /**
         * What is used without the files' pages that can be dropped at once, as Docker's command line shows it.
         *
         * @return bytes
         */
        public long used() {
            long inactive = details.getOrDefault("total_inactive_file", details.getOrDefault("inactive_file", 0L));
            return inactive < usage ? usage - inactive : usage;
        }
    }

    /**
     * Processes and threads.
     *
     * @param current how many there are
     * @param limit most that there may be; empty for no limit
     */
    public record Pids(long current, OptionalLong limit) {}

    /**
     * Traffic of a block device.
     *
     * @param major number of the device
     * @param minor number of the device
     * @param readBytes bytes read
     * @param writtenBytes bytes written
     * @param reads operations
     * @param writes operations
     */
    public record BlockIo(int major, int minor, long readBytes, long writtenBytes, long reads, long writes) {}

    /**
     * Traffic of a network interface.
     *
     * @param receivedBytes bytes received
     * @param receivedPackets packets received
     * @param receiveErrors packets received with an error
     * @param receiveDropped packets dropped on reception
     * @param sentBytes bytes sent
     * @param sentPackets packets sent
     * @param sendErrors packets not sent because of an error
     * @param sendDropped packets dropped before sending
     */
    public record Network(
            long receivedBytes,
            long receivedPackets,
            long receiveErrors,
            long receiveDropped,
            long sentBytes,
            long sentPackets,
            long sendErrors,
            long sendDropped) {}
}
