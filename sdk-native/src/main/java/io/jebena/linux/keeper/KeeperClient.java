// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.keeper;

import io.jebena.container.RestartPolicy;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.MessageSocket;
import io.jebena.linux.fd.Poller;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.linux.stream.Reactor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection to the keeper of one container: hears of its states, and says what it shall do. Thread-safe. */
public final class KeeperClient implements AutoCloseable {
    private static final String SOCKET = "keeper";
    private static final int MAGIC = 0x514b_424a;
    private static final int STOPPED = 1;
    private static final int POLICY = 2;
    private static final int SIGNAL = 3;
    private static final int HAND = 4;
    private static final int CLOSE_INPUT = 5;
    private static final int REQUEST = 16;
    private static final int TEXT = 2048;

    /** What a keeper can hand over. */
    public enum Part {
        /** The end of standard input that is written to. */
        INPUT(1),
        /** The master of its terminal. */
        TERMINAL(8);

        private final int flag;

        Part(int flag) {
            this.flag = flag;
        }
    }

    /** Hears of what becomes of a container; called in the reactor's thread, must not block. */
    public interface Listener {
        /**
         * A state: the present one at first.
         *
         * @param state what the keeper says
         */
        void says(KeeperState state);

        /** The keeper is gone: after its last state, or killed. */
        void gone();
    }

    private final MessageSocket socket;
    private final Queue<CompletableFuture<Optional<Fd>>> asked = new ArrayDeque<>();
    private final ByteBuffer frame = ByteBuffer.allocateDirect(TEXT);
    private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST).order(ByteOrder.LITTLE_ENDIAN);
    private volatile @Nullable Listener listener;
    private volatile Poller.@Nullable Registration registration;
    private boolean closed;

    private KeeperClient(MessageSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects to a container's keeper.
     *
     * @param directory the container's directory
     * @return the connection, or empty if it has no keeper
     */
    public static Optional<KeeperClient> connect(Path directory) {
        try (Fd place = Fd.open(directory.toString(), TreeCalls.O_PATH | TreeCalls.O_DIRECTORY, 0)) {
            return Optional.of(new KeeperClient(MessageSocket.connect(place, SOCKET)));
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ECONNREFUSED) || e.is(Errno.ENOTDIR)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Tells whether a container has a keeper that goes on. One that is just ending has ended when this returns.
     *
     * @param directory the container's directory
     * @return false if nobody keeps it
     */
    public static boolean isKept(Path directory) {
        while (true) {
            Optional<KeeperClient> found = connect(directory);
            if (found.isEmpty()) {
                return false;
            }
            try (KeeperClient client = found.get()) {
                Optional<KeeperState> state = client.first();
                if (state.isPresent() && state.get().phase() != KeeperState.Phase.EXITED) {
                    return true;
                }
                while (state.isPresent()) {
                    state = client.first();
                }
            }
        }
    }

    /**
     * Waits for the end of a keeper that is about to end.
     *
     * @param directory the container's directory
     * @param limit how long
     * @return false if it goes on
     */
    public static boolean awaitEnd(Path directory, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Optional<KeeperClient> found = connect(directory);
        if (found.isEmpty()) {
            return true;
        }
        try (KeeperClient client = found.get()) {
            while (client.socket.awaitReadable(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                if (client.first().isEmpty()) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Waits for the state that a keeper tells at first; before {@link #listen}.
     *
     * @return the state, or empty if it has just ended
     */
    public Optional<KeeperState> first() {
        frame.clear();
        try {
            List<Fd> none = socket.receive(frame, true);
            return none == null || frame.position() == 0 ? Optional.empty() : KeeperState.parse(text());
        } catch (SyscallException e) {
            if (e.is(Errno.ECONNRESET)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String text() {
        return StandardCharsets.UTF_8.decode(frame.flip()).toString();
    }

    /**
     * Begins to listen.
     *
     * @param reactor its thread calls
     * @param called hears of each state
     */
    public void listen(Reactor reactor, Listener called) {
        listener = called;
        registration = reactor.watch(socket.fd(), this::readable);
    }

    private void readable() {
        frame.clear();
        List<Fd> descriptors = receive();
        if (descriptors == null) {
            return;
        }
        if (frame.position() == 0) {
            gone();
            return;
        }
        String text = text();
        if (text.startsWith("hand") || text.startsWith("none")) {
            answer(descriptors);
            return;
        }
        Listener hears = listener;
        if (hears != null) {
            KeeperState.parse(text).ifPresent(hears::says);
        }
    }

    private @Nullable List<Fd> receive() {
        try {
            return socket.receive(frame, false);
        } catch (SyscallException e) {
            if (e.is(Errno.ECONNRESET)) {
                return List.of();
            }
            if (e.is(Errno.EBADF)) {
                return null; // closed just now
            }
            throw e;
        }
    }

    private void answer(List<Fd> descriptors) {
        CompletableFuture<Optional<Fd>> first;
        synchronized (this) {
            first = asked.poll();
        }
        if (first == null || !first.complete(descriptors.stream().findFirst())) {
            descriptors.forEach(Fd::close);
        }
    }

    private void gone() {
        close();
        Listener hears = listener;
        if (hears != null) {
            hears.gone();
        }
    }

    private synchronized void send(int kind, int a, int b) {
        if (closed) {
            return;
        }
        request.clear()
                .putInt(MAGIC)
                .putShort((short) 1)
                .putShort((short) kind)
                .putInt(a)
                .putInt(b);
        try {
            socket.send(request.flip(), List.of());
        } catch (SyscallException e) {
            if (!e.is(Errno.EPIPE) && !e.is(Errno.ECONNRESET)) {
                throw e;
            }
            // it has ended: the reactor hears of it
        }
    }

    /**
     * Tells that somebody ends it by hand.
     *
     * @param cancels whether no restart follows, whatever the policy is
     * @param ends whether it is killed if it has been started again meanwhile
     */
    public void stopped(boolean cancels, boolean ends) {
        send(STOPPED, cancels ? ends ? 2 : 1 : 0, 0);
    }

    /**
     * Changes the restart policy.
     *
     * @param policy the new one
     */
    public void policy(RestartPolicy policy) {
        send(POLICY, number(policy), policy.maxRetries());
    }

    /**
     * Sends a signal to the first process, if it runs: never to another of its number.
     *
     * @param number the signal's number
     */
    public void signal(int number) {
        send(SIGNAL, number, 0);
    }

    /** Has the container see the end of its input. */
    public void closeInput() {
        send(CLOSE_INPUT, 0, 0);
    }

    /**
     * Asks for a part of the container.
     *
     * @param part what
     * @return completes in the reactor's thread with a duplicate that the caller owns, or empty if it has none
     */
    public CompletableFuture<Optional<Fd>> hand(Part part) {
        CompletableFuture<Optional<Fd>> answer = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                answer.complete(Optional.empty());
                return answer;
            }
            asked.add(answer);
            send(HAND, part.flag, 0);
        }
        return answer;
    }

    static int number(RestartPolicy policy) {
        return switch (policy.kind()) {
            case NEVER -> 0;
            case ALWAYS -> 1;
            case UNLESS_STOPPED -> 2;
            case ON_FAILURE -> 3;
        };
    }

    /** Lets the keeper be; it goes on. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            asked.forEach(answer -> answer.complete(Optional.empty()));
            asked.clear();
        }
        Poller.Registration watched = registration;
        if (watched != null) {
            watched.cancel();
        }
        socket.close();
    }
}
