// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.keeper;

import io.jebena.container.RestartPolicy;
import io.jebena.linux.fd.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a keeper is told of its container; {@code keeper.h} describes the form.
 *
 * @param pid the first process, which runs
 * @param policy when it is started again
 * @param run number of the run, 1 the first; log frames of further ones tell it
 * @param log the log
 * @param uidMap what goes into its uid_map at each start, or nothing
 * @param gidMap the same of the groups
 */
public record Instructions(int pid, RestartPolicy policy, int run, Log log, String uidMap, String gidMap) {
    private static final int MAGIC = 0x504b_424a;
    private static final int FIXED = 72;
    private static final int LOG = 32;

    /**
     * The log in the container's directory.
     *
     * @param name file name; empty if nothing is to be written
     * @param maxSize bytes of a file that is full, 0 for no limit
     * @param maxFiles files that are kept
     */
    public record Log(String name, long maxSize, int maxFiles) {}

    /**
     * The JVM's ends of what the container has, which the keeper takes over; what is null there is not.
     *
     * @param input write end of standard input
     * @param output read end of standard output
     * @param errors read end of standard error
     * @param terminal master
     * @param memory the file of its control group that counts processes killed for memory
     */
    public record Ends(
            @Nullable Fd input, @Nullable Fd output, @Nullable Fd errors, @Nullable Fd terminal, @Nullable Fd memory) {
        private @Nullable Fd[] all() {
            return new @Nullable Fd[] {input, output, errors, terminal, memory};
        }

        /**
         * Those that are there.
         *
         * @return in the order in which the keeper takes them
         */
        public List<Fd> given() {
            List<Fd> given = new ArrayList<>();
            for (Fd end : all()) {
                if (end != null) {
                    given.add(end);
                }
            }
            return given;
        }

        private int flags() {
            int flags = 0;
            @Nullable Fd[] ends = all();
            for (int i = 0; i < ends.length; i++) {
                flags |= ends[i] == null ? 0 : 1 << i;
            }
            return flags;
        }
    }

    /**
     * Puts them in the keeper's form.
     *
     * @param ends what goes along
     * @param planLength bytes of the plan that goes along
     * @return direct buffer
     */
    public ByteBuffer encode(Ends ends, int planLength) {
        byte[] logName = log.name().getBytes(StandardCharsets.UTF_8);
        byte[] uids = uidMap.getBytes(StandardCharsets.US_ASCII);
        byte[] gids = gidMap.getBytes(StandardCharsets.US_ASCII);
        int length = FIXED + logName.length + uids.length + gids.length + 3;
        ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        int flags = ends.flags() | (log.name().isEmpty() ? 0 : LOG);
        bytes.putInt(MAGIC)
                .putShort((short) 1)
                .putShort((short) flags)
                .putInt(length)
                .putInt(planLength);
        bytes.putInt(KeeperClient.number(policy))
                .putInt(policy.maxRetries())
                .putInt(pid)
                .putInt(run)
                .putInt(0);
        bytes.putInt(log.maxFiles()).putLong(log.maxSize());
        int at = FIXED;
        for (byte[] text : List.of(logName, uids, gids)) {
            bytes.putInt(at).putInt(text.length);
            at += text.length + 1;
        }
        for (byte[] text : List.of(logName, uids, gids)) {
            bytes.put(text).put((byte) 0);
        }
        return bytes.flip();
    }
}
