// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.nio.ByteBuffer;

/** {@link DescriptorCalls} on the real kernel. */
final class NativeDescriptors implements DescriptorCalls {
    private static final int F_SETFL = 4;
    private static final int F_GETFL = 3;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_ADD_SEALS = 1033;
    private static final int ALL_SEALS = 0x1 | 0x2 | 0x4 | 0x8;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;

    /** struct epoll_event is packed on x86-64 only. */
    private static final int EPOLL_EVENT = Arch.current() == Arch.X86_64 ? 12 : 16;

    private static final int EPOLL_DATA = EPOLL_EVENT - 8;

    @Override
    public void close(int fd) {
        // EINTR still closes on Linux: never a second time
        long result = Native.raw(Nr.CLOSE, fd, 0, 0, 0, 0, 0);
        if (result < 0 && result != -Errno.EINTR) {
            throw new SyscallException("close", (int) -result, "descriptor " + fd);
        }
    }

    @Override
    public int duplicate(int fd, int lowest) {
        return (int) Native.call("fcntl(F_DUPFD_CLOEXEC)", fd, Nr.FCNTL, fd, F_DUPFD_CLOEXEC, lowest);
    }

    @Override
    public int[] pipe() {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(8);
            Native.call("pipe2", "pipe", Nr.PIPE2, scratch.address(at), O_CLOEXEC, 0);
            return new int[] {scratch.memory().getInt(at), scratch.memory().getInt(at + 4)};
        }
    }

    @Override
    public int read(int fd, ByteBuffer into) {
        return transfer("read", Nr.READ, fd, into, 0);
    }

    @Override
    public int write(int fd, ByteBuffer from) {
        return transfer("write", Nr.WRITE, fd, from, 0);
    }

    @Override
    public int readAt(int fd, ByteBuffer into, long offset) {
        return transfer("pread64", Nr.PREAD64, fd, into, offset);
    }

    @Override
    public int writeAt(int fd, ByteBuffer from, long offset) {
        return transfer("pwrite64", Nr.PWRITE64, fd, from, offset);
    }

    private static int transfer(String operation, long nr, int fd, ByteBuffer buffer, long offset) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException(operation + " needs a direct buffer");
        }
        long address = Native.address(buffer);
        long result;
        do {
            result = Native.raw(nr, fd, address, buffer.remaining(), offset, 0, 0);
        } while (result == -Errno.EINTR);
        if (result == -Errno.EAGAIN) {
            return -1;
        }
        if (result < 0) {
            throw new SyscallException(operation, (int) -result, "descriptor " + fd);
        }
        buffer.position(buffer.position() + (int) result);
        return (int) result;
    }

    @Override
    public void nonBlocking(int fd, boolean nonBlocking) {
        long flags = Native.call("fcntl(F_GETFL)", fd, Nr.FCNTL, fd, F_GETFL, 0);
        long wanted = nonBlocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        Native.call("fcntl(F_SETFL)", fd, Nr.FCNTL, fd, F_SETFL, wanted);
    }

    @Override
    public int poll(int fd, int events, long timeoutMillis) {
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        try (Scratch scratch = Scratch.open()) {
            int pollfd = scratch.reserve(8);
            int timespec = scratch.reserve(16);
            while (true) {
                long left = Math.max(0, deadline - System.nanoTime());
                scratch.memory().putInt(pollfd, fd).putShort(pollfd + 4, (short) events);
                scratch.memory().putLong(timespec, left / 1_000_000_000).putLong(timespec + 8, left % 1_000_000_000);
                long time = timeoutMillis < 0 ? 0 : scratch.address(timespec);
                long result = Native.raw(Nr.PPOLL, scratch.address(pollfd), 1, time, 0, 8, 0);
                if (result >= 0) {
                    return result == 0 ? 0 : scratch.memory().getShort(pollfd + 6) & 0xffff;
                }
                if (result != -Errno.EINTR) {
                    throw new SyscallException("ppoll", (int) -result, "descriptor " + fd);
                }
            }
        }
    }

    @Override
    public void truncate(int fd, long size) {
        Native.retry("ftruncate", fd, Nr.FTRUNCATE, fd, size, 0, 0, 0, 0);
    }

    @Override
    public void sync(int fd) {
        Native.retry("fsync", fd, Nr.FSYNC, fd, 0, 0, 0, 0, 0);
    }

    @Override
    public void syncFileSystem(int fd) {
        Native.retry("syncfs", fd, Nr.SYNCFS, fd, 0, 0, 0, 0, 0);
    }

    @Override
    public boolean lock(int fd, boolean exclusive, boolean wait) {
        int how = (exclusive ? LOCK_EX : LOCK_SH) | (wait ? 0 : LOCK_NB);
        long result;
        do {
            result = Native.raw(Nr.FLOCK, fd, how, 0, 0, 0, 0);
        } while (result == -Errno.EINTR);
        if (result == -Errno.EAGAIN) {
            return false;
        }
        if (result < 0) {
            throw new SyscallException("flock", (int) -result, "descriptor " + fd);
        }
        return true;
    }

    @Override
    public void unlock(int fd) {
        Native.call("flock(LOCK_UN)", fd, Nr.FLOCK, fd, LOCK_UN, 0);
    }

    @Override
    public int memfd(String name) {
        try (Scratch scratch = Scratch.open()) {
            return (int) Native.call(
                    "memfd_create", name, Nr.MEMFD_CREATE, scratch.string(name), MFD_CLOEXEC | MFD_ALLOW_SEALING, 0);
        }
    }

    @Override
    public void seal(int fd) {
        Native.call("fcntl(F_ADD_SEALS)", fd, Nr.FCNTL, fd, F_ADD_SEALS, ALL_SEALS);
    }

    @Override
    public int eventfd() {
        return (int) Native.call("eventfd2", "event", Nr.EVENTFD2, 0, O_CLOEXEC | O_NONBLOCK, 0);
    }

    @Override
    public int inotify() {
        return (int) Native.call("inotify_init1", "watch", Nr.INOTIFY_INIT1, O_CLOEXEC | O_NONBLOCK, 0, 0);
    }

    @Override
    public int addWatch(int inotify, String path, int events) {
        try (Scratch scratch = Scratch.open()) {
            return (int)
                    Native.call("inotify_add_watch", path, Nr.INOTIFY_ADD_WATCH, inotify, scratch.string(path), events);
        }
    }

    @Override
    public void removeWatch(int inotify, int watch) {
        Native.call("inotify_rm_watch", inotify, Nr.INOTIFY_RM_WATCH, inotify, watch, 0);
    }

    @Override
    public void pipeSize(int fd, int bytes) {
        Native.call("fcntl(F_SETPIPE_SZ)", fd, Nr.FCNTL, fd, F_SETPIPE_SZ, bytes);
    }

    @Override
    public int epoll() {
        return (int) Native.call("epoll_create1", "epoll", Nr.EPOLL_CREATE1, O_CLOEXEC, 0, 0);
    }

    @Override
    public void epollControl(int epoll, int operation, int fd, int events, long data) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(EPOLL_EVENT);
            scratch.memory().putInt(at, events).putLong(at + EPOLL_DATA, data);
            Native.call("epoll_ctl", fd, Nr.EPOLL_CTL, epoll, operation, fd, scratch.address(at), 0, 0);
        }
    }

    @Override
    public int epollWait(int epoll, long[] into, int timeoutMillis) {
        int most = into.length / 2;
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(most * EPOLL_EVENT);
            long result = Native.raw(Nr.EPOLL_PWAIT, epoll, scratch.address(at), most, timeoutMillis, 0, 8);
            if (result == -Errno.EINTR) {
                return 0;
            }
            if (result < 0) {
                throw new SyscallException("epoll_pwait", (int) -result, "descriptor " + epoll);
            }
            for (int i = 0; i < result; i++) {
                int event = at + i * EPOLL_EVENT;
                into[2 * i] = scratch.memory().getInt(event);
                into[2 * i + 1] = scratch.memory().getLong(event + EPOLL_DATA);
            }
            return (int) result;
        }
    }
}
