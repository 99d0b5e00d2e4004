// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pair of unix SOCK_SEQPACKET sockets: messages arrive whole, in order, with descriptors.
 *
 * <p>Sending and receiving may go on in different threads.
 */
public final class MessageSocket implements AutoCloseable {
    private final Fd fd;

    private MessageSocket(Fd fd) {
        this.fd = fd;
    }

    /**
     * Opens a connected pair.
     *
     * @return the two ends
     */
    public static Pair pair() {
        int[] ends = Kernel.sockets().sequencedPair();
        return new Pair(new MessageSocket(Fd.own(ends[0])), new MessageSocket(Fd.own(ends[1])));
    }

    /**
     * Connects to a socket in a directory, whatever the length of its path.
     *
     * @param directory the open directory
     * @param name the socket in it
     * @return the connection
     * @throws io.jebena.linux.libc.SyscallException with ENOENT or ECONNREFUSED if nobody listens
     */
    public static MessageSocket connect(Fd directory, String name) {
        return new MessageSocket(Fd.own(Kernel.sockets().connect(directory.procPath() + "/" + name)));
    }

    /**
     * The socket's descriptor, to hand it on or to watch it; it stays owned by this object.
     *
     * @return the descriptor
     */
    public Fd fd() {
        return fd;
    }

    /**
     * Sends one message.
     *
     * @param content direct buffer, from its position to its limit
     * @param descriptors go along as duplicates; the caller keeps owning its own
     */
    public void send(ByteBuffer content, List<Fd> descriptors) {
        int[] raw = new int[descriptors.size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = descriptors.get(i).number();
        }
        Kernel.sockets().send(fd.number(), content, raw);
    }

    /**
     * Receives one message into a direct buffer, whose position moves by the message's length.
     *
     * @param into direct buffer, large enough for a whole message
     * @param wait whether to wait for a message
     * @return the descriptors that came along, owned by the caller, or null where there is no message yet; at the end of
     *     the stream the list is empty and the buffer is untouched
     */
    public @Nullable List<Fd> receive(ByteBuffer into, boolean wait) {
        int[] raw = Kernel.sockets().receive(fd.number(), into, wait);
        if (raw == null) {
            return null;
        }
        List<Fd> descriptors = new ArrayList<>(raw.length);
        for (int number : raw) {
            descriptors.add(Fd.own(number));
        }
        return descriptors;
    }

    /**
     * Waits for a message or the end of the stream.
     *
     * @param timeout how long; null waits for ever
     * @return false at the end of the time
     */
    public boolean awaitReadable(@Nullable Duration timeout) {
        return fd.awaitReadable(timeout);
    }

    /** Ends the conversation for both sides, whoever else holds duplicates. */
    public void shutdown() {
        Kernel.sockets().shutdown(fd.number());
    }

    @Override
    public void close() {
        fd.close();
    }

    /**
     * The two ends of a pair.
     *
     * @param near the end that is kept
     * @param far the end that is given away
     */
    public record Pair(MessageSocket near, MessageSocket far) implements AutoCloseable {
        @Override
        public void close() {
            near.close();
            far.close();
        }
    }
}
