// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Poller;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The engine's one waiting thread: exits, messages and output of all containers arrive here, so that a container costs
 * no thread. A daemon thread; handlers run one after another in it and must not block.
 */
public final class Reactor implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Reactor.class.getName());
    private static final int PIPE_SIZE = 64 * 1024;

    private final Poller poller = new Poller();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(PIPE_SIZE);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Starts the thread.
     *
     * @param name its name
     */
    public Reactor(String name) {
        thread = new Thread(this::loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void loop() {
        while (!closed) {
            guarded(() -> poller.poll(-1));
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                guarded(task);
            }
        }
        poller.close();
    }

    /** Whatever a handler throws, the thread that all others wait for goes on. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    private static void report(Throwable failure) {
        try {
            LOGGER.log(System.Logger.Level.ERROR, "an event handler failed", failure);
        } catch (RuntimeException | Error e) {
            // no memory left even to say so
        }
    }

    /**
     * Watches a descriptor for something to read or for its end.
     *
     * @param fd descriptor; cancel the registration before closing it
     * @param handler called in this reactor's thread while there is something
     * @return the registration
     */
    public Poller.Registration watch(Fd fd, Runnable handler) {
        return poller.watch(fd, () -> guarded(handler));
    }

    /**
     * Runs a task in the reactor's thread, soon.
     *
     * @param task what to do; must not block
     */
    public void execute(Runnable task) {
        tasks.add(task);
        poller.wakeUp();
    }

    /**
     * Tells whether the caller is the reactor's thread, which must never wait for an event.
     *
     * @return true inside a handler
     */
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** A buffer that handlers of this reactor read into; empty at the start of each. */
    ByteBuffer sharedBuffer() {
        shared.clear();
        return shared;
    }

    /** Ends the thread; handlers that are running finish. */
    @Override
    public void close() {
        closed = true;
        poller.wakeUp();
        if (!isCurrentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
