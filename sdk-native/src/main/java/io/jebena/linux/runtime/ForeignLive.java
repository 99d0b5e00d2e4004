// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.error.ContainerException;
import io.jebena.error.LaunchException;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import java.util.Optional;

/** A container that another JVM runs, as its record and the kernel show it. */
record ForeignLive(
        int pid, ContainerCgroup cgroup, Confinement confinement, EffectiveProcess effective, int furtherNamespaces)
        implements Live {

    @Override
    public Optional<Fd> handle() {
        return open(pid, cgroup).map(PidFd::fd);
    }

    /** The process of this number, if it is one of the container's still: its number may have gone to another. */
    static Optional<PidFd> open(int pid, ContainerCgroup cgroup) {
        PidFd process;
        try {
            process = PidFd.open(pid);
        } catch (SyscallException e) {
            if (e.is(Errno.ESRCH)) {
                return Optional.empty();
            }
            throw e;
        }
        if (cgroup.directories().isEmpty() || cgroup.pids().contains(pid)) {
            return Optional.of(process);
        }
        process.close();
        return Optional.empty();
    }

    @Override
    public boolean explains(ContainerException failure) {
        boolean likely = failure instanceof LaunchException
                || failure instanceof SyscallException call && (call.is(Errno.ENOENT) || call.is(Errno.ESRCH));
        if (!likely) {
            return false;
        }
        Optional<Fd> still = handle();
        still.ifPresent(Fd::close);
        return still.isEmpty();
    }

    /** It ends with the container's pid namespace, or with this engine's launcher. */
    @Override
    public ManagedProcess adopt(ManagedProcess exec) {
        return exec;
    }
}
