// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@link SocketCalls} on the real kernel. */
final class NativeSockets implements SocketCalls {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SO_ERROR = 4;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int MSG_CTRUNC = 8;
    private static final int MSG_TRUNC = 0x20;

    /** Room for the path in struct sockaddr_un, its NUL included. */
    private static final int PATH = 108;

    /** struct msghdr, struct iovec and struct cmsghdr of 64-bit Linux. */
    private static final int MSGHDR = 56;

    private static final int IOVEC = 16;
    private static final int CMSGHDR = 16;

    @Override
    public int[] sequencedPair() {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(8);
            Native.call(
                    "socketpair",
                    "unix",
                    Nr.SOCKETPAIR,
                    AF_UNIX,
                    SOCK_SEQPACKET | SOCK_CLOEXEC,
                    0,
                    scratch.address(at),
                    0,
                    0);
            return new int[] {scratch.memory().getInt(at), scratch.memory().getInt(at + 4)};
        }
    }

    @Override
    public int connect(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH) {
            throw new SyscallException("connect", Errno.ENAMETOOLONG, path);
        }
        int type = SOCK_SEQPACKET | SOCK_CLOEXEC;
        int socket = (int) Native.call("socket", "unix", Nr.SOCKET, AF_UNIX, type, 0);
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(2 + PATH);
            scratch.memory().putShort(at, (short) AF_UNIX);
            for (int i = 0; i < name.length; i++) {
                scratch.memory().put(at + 2 + i, name[i]);
            }
            Native.retry("connect", path, Nr.CONNECT, socket, scratch.address(at), 2 + PATH, 0, 0, 0);
            return socket;
        } catch (SyscallException e) {
            Kernel.descriptors().close(socket);
            throw e;
        }
    }

    @Override
    public void send(int socket, ByteBuffer content, int[] descriptors) {
        if (descriptors.length > MAX_DESCRIPTORS) {
            throw new IllegalArgumentException(
                    "a message carries at most " + MAX_DESCRIPTORS + " descriptors, not " + descriptors.length);
        }
        try (Scratch scratch = Scratch.open()) {
            int control = descriptors.length == 0 ? 0 : CMSGHDR + 4 * descriptors.length;
            int msg = header(scratch, content, (control + 7) & ~7);
            if (control != 0) {
                int at = msg + MSGHDR + IOVEC;
                scratch.memory().putLong(at, control).putInt(at + 8, SOL_SOCKET).putInt(at + 12, SCM_RIGHTS);
                for (int i = 0; i < descriptors.length; i++) {
                    scratch.memory().putInt(at + CMSGHDR + 4 * i, descriptors[i]);
                }
            }
            long sent =
                    Native.retry("sendmsg", "socket", Nr.SENDMSG, socket, scratch.address(msg), MSG_NOSIGNAL, 0, 0, 0);
            content.position(content.position() + (int) sent);
        }
    }

    @Override
    public int @Nullable [] receive(int socket, ByteBuffer into, boolean wait) {
        try (Scratch scratch = Scratch.open()) {
            int msg = header(scratch, into, CMSGHDR + 4 * (MAX_DESCRIPTORS + 1));
            int flags = MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT);
            long result;
            do {
                result = Native.raw(Nr.RECVMSG, socket, scratch.address(msg), flags, 0, 0, 0);
            } while (result == -Errno.EINTR);
            if (result == -Errno.EAGAIN) {
                return null;
            }
            if (result < 0) {
                throw new SyscallException("recvmsg", (int) -result, "socket");
            }
            int[] descriptors = descriptors(scratch, msg);
            int got = scratch.memory().getInt(msg + 48);
            if ((got & (MSG_CTRUNC | MSG_TRUNC)) != 0) {
                for (int fd : descriptors) {
                    Kernel.descriptors().close(fd);
                }
                throw new SyscallException("recvmsg", Errno.EMSGSIZE, "socket");
            }
            into.position(into.position() + (int) result);
            return descriptors;
        }
    }

    /** Lays msghdr, iovec and room for control data out one behind the other. */
    private static int header(Scratch scratch, ByteBuffer content, int control) {
        int msg = scratch.reserve(MSGHDR + IOVEC + control);
        int iov = msg + MSGHDR;
        scratch.memory().putLong(iov, Native.address(content)).putLong(iov + 8, content.remaining());
        scratch.memory().putLong(msg + 16, scratch.address(iov)).putLong(msg + 24, 1);
        if (control != 0) {
            scratch.memory().putLong(msg + 32, scratch.address(iov + IOVEC)).putLong(msg + 40, control);
        }
        return msg;
    }

    private static int[] descriptors(Scratch scratch, int msg) {
        long control = scratch.memory().getLong(msg + 40);
        int at = msg + MSGHDR + IOVEC;
        if (control < CMSGHDR || scratch.memory().getInt(at + 12) != SCM_RIGHTS) {
            return new int[0];
        }
        int[] descriptors = new int[(int) (scratch.memory().getLong(at) - CMSGHDR) / 4];
        for (int i = 0; i < descriptors.length; i++) {
            descriptors[i] = scratch.memory().getInt(at + CMSGHDR + 4 * i);
        }
        return descriptors;
    }

    @Override
    public void shutdown(int socket) {
        Native.call("shutdown", "socket", Nr.SHUTDOWN, socket, 2, 0);
    }

    @Override
    public int tcp(boolean six) {
        int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
        return (int) Native.call("socket", "tcp", Nr.SOCKET, six ? AF_INET6 : AF_INET, type, 0);
    }

    /** struct sockaddr_in is family, port, address; sockaddr_in6 has 4 bytes of flow before, and 4 of scope behind it. */
    @Override
    public boolean connect(int socket, byte[] address, int port) {
        boolean six = address.length == 16;
        int length = six ? 28 : 16;
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(32);
            scratch.memory()
                    .putLong(at, 0)
                    .putLong(at + 8, 0)
                    .putLong(at + 16, 0)
                    .putLong(at + 24, 0)
                    .putShort(at, (short) (six ? AF_INET6 : AF_INET))
                    .put(at + 2, (byte) (port >> 8))
                    .put(at + 3, (byte) port);
            for (int i = 0; i < address.length; i++) {
                scratch.memory().put(at + (six ? 8 : 4) + i, address[i]);
            }
            long result = Native.raw(Nr.CONNECT, socket, scratch.address(at), length, 0, 0, 0);
            if (result == -Errno.EINPROGRESS) {
                return false;
            }
            if (result < 0) {
                throw new SyscallException("connect", (int) -result, "port " + port);
            }
            return true;
        }
    }

    @Override
    public int error(int socket) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(8);
            scratch.memory().putInt(at, 0).putInt(at + 4, 4);
            Native.call(
                    "getsockopt",
                    "tcp",
                    Nr.GETSOCKOPT,
                    socket,
                    SOL_SOCKET,
                    SO_ERROR,
                    scratch.address(at),
                    scratch.address(at + 4),
                    0);
            return scratch.memory().getInt(at);
        }
    }
}
