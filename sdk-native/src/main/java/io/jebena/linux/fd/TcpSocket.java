// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.DescriptorCalls;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A TCP connection in the network namespace of another process. For one thread at a time. */
public final class TcpSocket implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private final Fd fd;

    private TcpSocket(Fd fd) {
        this.fd = fd;
    }

    /**
     * Connects.
     *
     * @param network descriptor of the network namespace, as {@code /proc/PID/ns/net} opens it
     * @param address 4 or 16 bytes
     * @param port 1 to 65535
     * @param limit how long it may take, above 0
     * @return the connection; empty if it is refused, or is not there within that time
     * @throws SyscallException if there can be no such socket
     */
    public static Optional<TcpSocket> connect(Fd network, byte[] address, int port, Duration limit) {
        Fd socket = socket(network, address.length == 16);
        try {
            if (Kernel.sockets().connect(socket.number(), address, port) || connected(socket, limit)) {
                return Optional.of(new TcpSocket(socket));
            }
            socket.close();
            return Optional.empty();
        } catch (SyscallException e) {
            socket.close();
            if (e.is(Errno.ECONNREFUSED) || e.is(Errno.ENETUNREACH) || e.is(Errno.ETIMEDOUT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean connected(Fd socket, Duration limit) {
        return Kernel.descriptors().poll(socket.number(), DescriptorCalls.POLLOUT, Math.max(1, limit.toMillis())) != 0
                && Kernel.sockets().error(socket.number()) == 0;
    }

    /** A socket stays in the namespace it was made in; the thread that went there to make it is thrown away. */
    private static Fd socket(Fd network, boolean six) {
        CompletableFuture<Fd> made = new CompletableFuture<>();
        Thread visitor = new Thread(
                () -> {
                    try {
                        Kernel.processes().enterNamespace(network.number(), CLONE_NEWNET);
                        made.complete(Fd.own(Kernel.sockets().tcp(six)));
                    } catch (RuntimeException | Error e) {
                        made.completeExceptionally(e);
                    }
                },
                "jebena-network");
        visitor.setDaemon(true);
        visitor.start();
        return got(made);
    }

    /** Waits for the visitor, interrupted or not: it does nothing that could block. */
    private static Fd got(CompletableFuture<Fd> made) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return made.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof SyscallException cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Writes all that remains in a direct buffer; it is to be less than what the kernel takes at once.
     *
     * @param from direct buffer
     * @return false if it was not taken
     */
    public boolean write(ByteBuffer from) {
        fd.write(from);
        return !from.hasRemaining();
    }

    /**
     * Reads what is there, and waits for it.
     *
     * @param into direct buffer; its position moves
     * @param limit how long to wait
     * @return bytes read, 0 at the end, -1 at the end of the time
     */
    public int read(ByteBuffer into, Duration limit) {
        if (limit.isNegative() || !fd.awaitReadable(limit)) {
            return -1;
        }
        return fd.read(into);
    }

    @Override
    public void close() {
        fd.close();
    }
}
