// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.util.List;

/** Processes and namespaces. Every method throws {@link SyscallException} where the kernel refuses. */
public interface ProcessCalls {
    /**
     * getpid(2).
     *
     * @return this process's id
     */
    int pid();

    /**
     * geteuid(2).
     *
     * @return this process's effective user id
     */
    int effectiveUser();

    /**
     * landlock_create_ruleset(2), asked for its version.
     *
     * @return the version of Landlock's interface, from 1 on; 0 if the kernel has none
     */
    int landlockVersion();

    /**
     * pidfd_open(2), Linux 5.3.
     *
     * @param pid process id
     * @return descriptor
     */
    int pidfd(int pid);

    /**
     * pidfd_send_signal(2), Linux 5.1.
     *
     * @param pidfd descriptor of the process
     * @param signal number, 0 to ask only
     * @return false if the process is gone
     */
    boolean signal(int pidfd, int signal);

    /**
     * wait4(2) for one child.
     *
     * @param pid process id of a child
     * @param wait whether to wait for its end
     * @return the wait status, or -1 if it has not ended and {@code wait} is false
     */
    int waitFor(int pid, boolean wait);

    /**
     * posix_spawn(3) with an empty environment.
     *
     * @param path the program
     * @param arguments its argument vector
     * @param from descriptors to pass on
     * @param to the numbers they get in the child
     * @return process id
     */
    int spawn(String path, List<String> arguments, int[] from, int[] to);

    /**
     * setns(2) of the calling thread.
     *
     * @param fd descriptor of a namespace, or of a process (Linux 5.8)
     * @param types {@code CLONE_NEW*} bits
     */
    void enterNamespace(int fd, int types);

    /**
     * unshare(2) of the calling thread.
     *
     * @param types {@code CLONE_NEW*} bits
     */
    void unshare(int types);

    /**
     * bpf(BPF_PROG_LOAD) under the licence "Apache-2.0".
     *
     * @param type {@code BPF_PROG_TYPE_*}
     * @param instructions eBPF instructions of eight bytes each, native byte order
     * @return descriptor of the program
     */
    int loadProgram(int type, byte[] instructions);

    /**
     * bpf(BPF_PROG_ATTACH) to a cgroup.
     *
     * @param cgroup descriptor of the cgroup's directory
     * @param program descriptor of the program
     * @param attachType {@code BPF_CGROUP_*}
     * @param flags {@code BPF_F_*}
     */
    void attachProgram(int cgroup, int program, int attachType, int flags);
}
