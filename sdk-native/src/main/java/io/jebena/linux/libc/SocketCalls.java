// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.nio.ByteBuffer;

/** Unix sockets that carry descriptors, and TCP sockets. Every method throws {@link SyscallException} where the kernel refuses. */
public interface SocketCalls {
    /** Most descriptors that one message carries (SCM_MAX_FD). */
    int MAX_DESCRIPTORS = 253;

    /**
     * socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC): a message is sent and received whole.
     *
     * @return the two ends
     */
    int[] sequencedPair();

    /**
     * socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC) and connect(2).
     *
     * @param path where somebody listens, at most 107 bytes
     * @return the socket
     */
    int connect(String path);

    /**
     * sendmsg(2) with descriptors in SCM_RIGHTS; never raises SIGPIPE.
     *
     * @param socket the socket
     * @param content direct buffer, from its position to its limit
     * @param descriptors copied to the receiver, at most {@link #MAX_DESCRIPTORS}
     */
    void send(int socket, ByteBuffer content, int[] descriptors);

    /**
     * recvmsg(2); received descriptors close on exec.
     *
     * @param socket the socket
     * @param into direct buffer; its position moves by the bytes received
     * @param wait whether to wait for a message
     * @return the descriptors that came along, or null where there is no message and {@code wait} is false; at the end
     *     of the stream nothing is put into the buffer
     */
    int @org.jspecify.annotations.Nullable [] receive(int socket, ByteBuffer into, boolean wait);

    /**
     * shutdown(2) in both directions.
     *
     * @param socket the socket
     */
    void shutdown(int socket);

    /**
     * socket(2) for TCP, non-blocking, close on exec; it stays in the network namespace of the calling thread.
     *
     * @param six whether for IPv6, else IPv4
     * @return descriptor
     */
    int tcp(boolean six);

    /**
     * connect(2) of a non-blocking TCP socket.
     *
     * @param socket the socket
     * @param address 4 or 16 bytes, as the socket is
     * @param port 1 to 65535
     * @return false if it goes on: poll for {@link DescriptorCalls#POLLOUT}, then ask {@link #error}
     */
    boolean connect(int socket, byte[] address, int port);

    /**
     * getsockopt(2) SO_ERROR.
     *
     * @param socket the socket
     * @return errno of what went on, 0 if it went well
     */
    int error(int socket);
}
