// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import io.jebena.linux.fd.ChildProgram;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Memfd;
import io.jebena.linux.fd.MessageSocket;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.libc.Arch;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The spawn server: one process beside the JVM that makes all containers' processes, as {@code launcher.h} tells.
 *
 * <p>Thread-safe. Somebody has to watch {@link #channel} and call {@link #handleReadable}: that is how exits arrive. When
 * the JVM ends, however it ends, the server kills all it has started.
 */
public final class LaunchServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);
    private static final int CHANNEL = 3;

    private final ChildProgram program;
    private final MessageSocket channel;
    private final ConcurrentMap<Long, Launch> launches = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final ArrayBlockingQueue<PlanEncoder> encoders = new ArrayBlockingQueue<>(8);
    private @Nullable PidFd keeper;
    private volatile boolean ended;

    private LaunchServer(ChildProgram program, MessageSocket channel) {
        this.program = program;
        this.channel = channel;
    }

    /** What this process is to the launcher: the first is a server, the other keeps one container after the JVM. */
    private enum Role {
        SERVE,
        KEEP;

        String argument() {
            return name().toLowerCase(Locale.ROOT) + "-" + Wire.VERSION;
        }
    }

    /**
     * Starts the server out of memory: nothing is written to disk.
     *
     * @return the server, ready
     * @throws HostRequirementException if the jar has no launcher for this machine, or the kernel is older than 5.12
     */
    public static LaunchServer start() {
        return start(Role.SERVE);
    }

    /**
     * Starts a server for one launch that may outlive this JVM: until {@link #keep} it is as any other, but that no exits
     * are told on its channel, which nobody needs to watch.
     *
     * @return the server, ready
     * @throws HostRequirementException as {@link #start}
     */
    public static LaunchServer startKeeper() {
        return start(Role.KEEP);
    }

    private static LaunchServer start(Role role) {
        String name = "/META-INF/native/linux-" + Arch.current().kernelName() + "/launcher";
        try (Fd program = Memfd.sealed("jebena-launch", resource(name));
                Fd nothing = Fd.open("/dev/null", TreeCalls.O_RDWR, 0)) {
            return greeted(connected(program, nothing, role));
        }
    }

    private static LaunchServer connected(Fd program, Fd nothing, Role role) {
        MessageSocket.Pair pair = MessageSocket.pair();
        try (MessageSocket far = pair.far()) { // closed here at once, or its end would not be seen
            TreeMap<Integer, Fd> descriptors = new TreeMap<>();
            for (int number = 0; number < CHANNEL; number++) {
                descriptors.put(number, nothing);
            }
            descriptors.put(CHANNEL, far.fd());
            List<String> arguments = List.of("jebena-launch", role.argument());
            return new LaunchServer(ChildProgram.start(program, arguments, descriptors), pair.near());
        } catch (RuntimeException | Error e) {
            pair.near().close();
            throw e;
        }
    }

    private static LaunchServer greeted(LaunchServer server) {
        try {
            server.greet();
            return server;
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = LaunchServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new HostRequirementException(
                        "a launcher for this machine, but the jar has no " + name,
                        "use a jar of Jebena that was built with a compiler for this processor");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void greet() {
        ByteBuffer frame = Wire.borrow();
        try {
            channel.send(Wire.request(frame, Wire.REQUEST_PING, 0, 0, 0), List.of());
            frame.clear();
            boolean spoke = channel.awaitReadable(START) && channel.receive(frame, true) != null;
            if (!spoke || frame.position() == 0) {
                throw unusable();
            }
            Wire.Event pong = Wire.Event.read(frame.flip());
            if (pong.kind() != Wire.EVENT_PONG) {
                throw unusable();
            }
            if (pong.pid() != program.pid()) {
                keeper = PidFd.open(pong.pid());
            }
        } catch (SyscallException e) {
            HostRequirementException unusable = unusable();
            unusable.addSuppressed(e);
            throw unusable;
        } finally {
            Wire.release(frame);
        }
    }

    private static HostRequirementException unusable() {
        return new HostRequirementException(
                "a launcher that starts, but it ended or did not answer",
                "check that the kernel is Linux 5.12 or newer and lets this user start programs out of memory");
    }

    /**
     * Starts a launch; it goes on in the child while this method returns.
     *
     * @param plan what the child does
     * @return the conversation; close it, or wait until it has started
     * @throws LaunchException if the server is gone
     * @throws InvalidSpecException if arguments or environment are larger than the server takes
     * @throws SyscallException if the JVM is out of descriptors or memory
     */
    public Launch spawn(LaunchPlan plan) {
        long id = ids.incrementAndGet();
        List<Fd> descriptors = new ArrayList<>(plan.descriptors().size() + 2);
        MessageSocket.Pair pair = MessageSocket.pair();
        Launch launch = new Launch(this, id, pair.near(), plan);
        ByteBuffer frame = Wire.borrow();
        try (MessageSocket far = pair.far();
                Encoded encoded = encode(plan, 0)) {
            launches.put(id, launch);
            descriptors.add(far.fd());
            descriptors.add(encoded.file());
            descriptors.addAll(plan.descriptors());
            channel.send(
                    Wire.request(frame, Wire.REQUEST_SPAWN, id, encoded.length(), descriptors.size()), descriptors);
            return launch;
        } catch (RuntimeException | Error e) {
            launches.remove(id);
            launch.close();
            if (e instanceof RuntimeException && (ended || broken(e))) {
                throw gone(e);
            }
            throw e;
        } finally {
            Wire.release(frame);
        }
    }

    private static boolean broken(Throwable e) {
        return e instanceof SyscallException s && (s.is(Errno.EPIPE) || s.is(Errno.ECONNRESET));
    }

    private static LaunchException gone(Throwable cause) {
        LaunchException gone = Explanation.vanished("the launcher is gone; close the engine and open it anew");
        gone.addSuppressed(cause);
        return gone;
    }

    /** A plan in a file of its own, and the length of what it holds. */
    record Encoded(Fd file, int length) implements AutoCloseable {
        @Override
        public void close() {
            file.close();
        }
    }

    /** Puts a plan into a file in memory. */
    Encoded encode(LaunchPlan plan, int tableStart) {
        PlanEncoder pooled = encoders.poll();
        PlanEncoder encoder = pooled == null ? new PlanEncoder() : pooled;
        ByteBuffer bytes = encoder.encode(plan, tableStart);
        int length = bytes.remaining();
        Fd file = Memfd.of("jebena-plan", bytes);
        boolean kept = encoders.offer(encoder);
        assert kept || encoders.remainingCapacity() == 0;
        return new Encoded(file, length);
    }

    /**
     * Has a keeper keep its container: it outlives this JVM from here on, and this object is of no further use.
     *
     * @param instructions direct buffer, as {@code keeper.h} describes them
     * @param directory the container's directory
     * @param again the plan by which it is started again; its descriptors go along
     * @param given the descriptors that the instructions tell of, in their order
     * @throws LaunchException if it does not; the container is to be ended then
     */
    public void keep(ByteBuffer instructions, Fd directory, LaunchPlan again, List<Fd> given) {
        int length = instructions.remaining();
        ByteBuffer frame = Wire.borrow();
        try (Fd file = Memfd.of("jebena-keep", instructions);
                Encoded plan = encode(again, 0)) {
            List<Fd> descriptors = new ArrayList<>(List.of(file, directory, plan.file()));
            descriptors.addAll(given);
            descriptors.addAll(again.descriptors());
            channel.send(Wire.request(frame, Wire.REQUEST_KEEP, 0, length, descriptors.size()), descriptors);
            frame.clear();
            boolean spoke = channel.awaitReadable(START) && channel.receive(frame, true) != null;
            Wire.Event kept = spoke && frame.position() > 0 ? Wire.Event.read(frame.flip()) : null;
            if (kept == null || kept.kind() != Wire.EVENT_KEPT || kept.status() != 0) {
                int errno = kept == null ? 0 : kept.status();
                throw new LaunchException("keeper", "keep the container", errno, Errno.name(errno));
            }
        } finally {
            Wire.release(frame);
        }
        launches.clear(); // nobody's to end
        close();
    }

    /**
     * The length of a plan's encoding, which a keeper is told.
     *
     * @param plan the plan
     * @return bytes
     */
    public int length(LaunchPlan plan) {
        try (Encoded encoded = encode(plan, 0)) {
            return encoded.length();
        }
    }

    /** No exit will come for this one: it never had a process. */
    void forget(long id) {
        launches.remove(id);
    }

    /**
     * The descriptor that becomes readable when exits have arrived, or the server has ended.
     *
     * @return open until this object is closed
     */
    public Fd channel() {
        return channel.fd();
    }

    /**
     * Takes one message off the channel without waiting, and completes the exit it brings in the calling thread.
     *
     * @return false when the server has ended: there is nothing more to watch
     */
    public synchronized boolean handleReadable() {
        if (ended) {
            return false;
        }
        ByteBuffer frame = Wire.borrow();
        try {
            List<Fd> descriptors = receive(frame);
            if (descriptors == null) {
                return true;
            }
            if (frame.position() == 0) {
                end();
                return false;
            }
            dispatch(Wire.Event.read(frame.flip()));
            return true;
        } finally {
            Wire.release(frame);
        }
    }

    private @Nullable List<Fd> receive(ByteBuffer frame) {
        try {
            return channel.receive(frame, false);
        } catch (SyscallException e) {
            if (e.is(Errno.ECONNRESET)) {
                return List.of();
            }
            throw e;
        }
    }

    private void dispatch(Wire.Event event) {
        if (event.kind() != Wire.EVENT_EXITED) {
            return;
        }
        Launch launch = launches.remove(event.id());
        if (launch != null) {
            launch.reaped(new ProcessExit(
                    event.pid(),
                    event.status(),
                    Duration.ofNanos(event.userMicros() * 1000),
                    Duration.ofNanos(event.systemMicros() * 1000),
                    event.peakKibibytes()));
        }
    }

    private void end() {
        ended = true;
        program.await();
        PidFd beyond = keeper;
        if (beyond != null) {
            // it was told to end its container: what that used is free once it is gone
            if (!launches.isEmpty()) {
                beyond.fd().awaitReadable(START);
            }
            beyond.close();
        }
        launches.values().forEach(Launch::serverGone);
        launches.clear();
    }

    /**
     * The server's process id.
     *
     * @return above 0
     */
    public int pid() {
        return program.pid();
    }

    /**
     * How many launches and running processes the server has.
     *
     * @return 0 or more
     */
    public int alive() {
        return launches.size();
    }

    /** Ends the server, which kills every process it has started and reaps it first; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (!ended) {
            channel.shutdown();
            end();
        }
        channel.close();
    }
}
