// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;

/** {@link ProcessCalls} on the real kernel. */
final class NativeProcesses implements ProcessCalls {
    private static final int WNOHANG = 1;
    private static final int LANDLOCK_VERSION = 1;
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_ATTACH = 8;

    /** As much of union bpf_attr as the two commands read; the kernel takes the rest as zero. */
    private static final int BPF_ATTR = 72;

    /** sizeof(posix_spawn_file_actions_t) is 80 in glibc and musl on 64 bit; room to spare. */
    private static final int FILE_ACTIONS = 256;

    @Override
    public int pid() {
        return (int) Native.raw(Nr.GETPID, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public int effectiveUser() {
        return (int) Native.raw(Nr.GETEUID, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public int landlockVersion() {
        return (int) Math.max(0, Native.raw(Nr.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_VERSION, 0, 0, 0));
    }

    @Override
    public int pidfd(int pid) {
        return (int) Native.call("pidfd_open", "pid " + pid, Nr.PIDFD_OPEN, pid, 0, 0);
    }

    @Override
    public boolean signal(int pidfd, int signal) {
        long result = Native.raw(Nr.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0, 0);
        if (result == -Errno.ESRCH) {
            return false;
        }
        if (result < 0) {
            throw new SyscallException("pidfd_send_signal", (int) -result, "signal " + signal);
        }
        return true;
    }

    @Override
    public int waitFor(int pid, boolean wait) {
        try (Scratch scratch = Scratch.open()) {
            int status = scratch.reserve(4);
            long result = Native.retry(
                    "wait4", "pid " + pid, Nr.WAIT4, pid, scratch.address(status), wait ? 0 : WNOHANG, 0, 0, 0);
            return result == 0 ? -1 : scratch.memory().getInt(status);
        }
    }

    @Override
    public int spawn(String path, List<String> arguments, int[] from, int[] to) {
        Libc libc = Native.libc();
        try (Scratch scratch = Scratch.open()) {
            long actions = scratch.address(scratch.reserve(FILE_ACTIONS));
            check("posix_spawn_file_actions_init", path, libc.posix_spawn_file_actions_init(actions));
            try {
                for (int i = 0; i < from.length; i++) {
                    check(
                            "posix_spawn_file_actions_adddup2",
                            path,
                            libc.posix_spawn_file_actions_adddup2(actions, from[i], to[i]));
                }
                int argv = scratch.reserve(8 * (arguments.size() + 1));
                for (int i = 0; i < arguments.size(); i++) {
                    scratch.memory().putLong(argv + 8 * i, scratch.string(arguments.get(i)));
                }
                int envp = scratch.reserve(8);
                int pid = scratch.reserve(4);
                int error = libc.posix_spawn(
                        scratch.address(pid),
                        scratch.string(path),
                        actions,
                        0,
                        scratch.address(argv),
                        scratch.address(envp),
                        0);
                check("posix_spawn", path, error);
                return scratch.memory().getInt(pid);
            } finally {
                libc.posix_spawn_file_actions_destroy(actions);
            }
        }
    }

    private static void check(String operation, String path, int error) {
        if (error != 0) {
            throw new SyscallException(operation, error, path);
        }
    }

    @Override
    public void enterNamespace(int fd, int types) {
        Native.call("setns", "namespace", Nr.SETNS, fd, types, 0);
    }

    @Override
    public void unshare(int types) {
        Native.call("unshare", "0x" + Integer.toHexString(types), Nr.UNSHARE, types, 0, 0);
    }

    @Override
    public int loadProgram(int type, byte[] instructions) {
        ByteBuffer code = ByteBuffer.allocateDirect(instructions.length).put(instructions);
        code.flip();
        try (Scratch scratch = Scratch.open()) {
            int attr = scratch.reserve(BPF_ATTR);
            scratch.memory()
                    .putInt(attr, type)
                    .putInt(attr + 4, instructions.length / 8)
                    .putLong(attr + 8, Native.address(code))
                    .putLong(attr + 16, scratch.string("Apache-2.0"));
            return (int) Native.call(
                    "bpf(BPF_PROG_LOAD)", "type " + type, Nr.BPF, BPF_PROG_LOAD, scratch.address(attr), BPF_ATTR);
        } finally {
            Reference.reachabilityFence(code);
        }
    }

    @Override
    public void attachProgram(int cgroup, int program, int attachType, int flags) {
        try (Scratch scratch = Scratch.open()) {
            int attr = scratch.reserve(BPF_ATTR);
            scratch.memory()
                    .putInt(attr, cgroup)
                    .putInt(attr + 4, program)
                    .putInt(attr + 8, attachType)
                    .putInt(attr + 12, flags);
            Native.call("bpf(BPF_PROG_ATTACH)", "cgroup", Nr.BPF, BPF_PROG_ATTACH, scratch.address(attr), BPF_ATTR);
        }
    }
}
