// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ProcessTable;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.HostUsers;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.proc.PsRow;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The processes of a container, out of the host's {@code /proc}. Also of one that is frozen or traced. */
final class ProcessList {
    private static final Path PROC = Path.of("/proc");

    private ProcessList() {}

    static ProcessTable of(Subject subject, Live live) {
        String uptime = KernelFile.read(PROC.resolve("uptime"));
        double sinceBoot = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        PsRow rows = new PsRow(new PsRow.Clock(Instant.now(), sinceBoot, ZoneId.systemDefault()), HostUsers::name);
        TreeSet<Integer> pids = new TreeSet<>(live.cgroup().pids());
        pids.add(live.pid());
        List<List<String>> processes = new ArrayList<>();
        for (int pid : pids) {
            Path directory = PROC.resolve(Integer.toString(pid));
            try {
                processes.add(rows.of(
                        KernelFile.read(directory.resolve("stat")),
                        KernelFile.read(directory.resolve("status")),
                        KernelFile.read(directory.resolve("cmdline"))));
            } catch (SyscallException e) {
                // it has ended meanwhile
                if (!e.is(Errno.ENOENT) && !e.is(Errno.ESRCH)) {
                    throw e;
                }
            }
        }
        if (processes.isEmpty()) {
            throw subject.wrongState("list the processes of", "running");
        }
        return new ProcessTable(PsRow.TITLES, processes);
    }
}
