// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;

/** An eBPF program that the kernel has accepted. */
public final class BpfProgram implements AutoCloseable {
    /** BPF_PROG_TYPE_CGROUP_DEVICE, Linux 4.15. */
    private static final int CGROUP_DEVICE = 15;
    /** BPF_CGROUP_DEVICE. */
    private static final int ATTACH_CGROUP_DEVICE = 6;
    /** BPF_F_ALLOW_MULTI: every program up the tree must allow. */
    private static final int ALLOW_MULTI = 2;

    private final Fd fd;

    private BpfProgram(Fd fd) {
        this.fd = fd;
    }

    /**
     * Loads a program that decides on the use of devices.
     *
     * @param instructions eBPF instructions, eight bytes each, native byte order
     * @return the program
     */
    public static BpfProgram cgroupDevice(byte[] instructions) {
        return new BpfProgram(Fd.own(Kernel.processes().loadProgram(CGROUP_DEVICE, instructions)));
    }

    /**
     * Attaches the program to a cgroup v2 directory, beside those that are there.
     *
     * @param cgroup the directory
     */
    public void attach(Fd cgroup) {
        Kernel.processes().attachProgram(cgroup.number(), fd.number(), ATTACH_CGROUP_DEVICE, ALLOW_MULTI);
    }

    @Override
    public void close() {
        fd.close();
    }
}
