// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One epoll instance: descriptors are registered from any thread, and one thread waits and calls the handlers.
 *
 * <p>A registration is known by a number of its own, never by its descriptor, so that an event which is on its way when
 * a descriptor is closed cannot reach the next owner of its number.
 */
public final class Poller implements AutoCloseable {
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLLIN = 1;
    private static final int EPOLLRDHUP = 0x2000;
    private static final int BATCH = 64;
    private static final long WAKE = 0;

    private final Fd epoll = Fd.own(Kernel.descriptors().epoll());
    private final Fd wake = Fd.own(Kernel.descriptors().eventfd());
    private final ConcurrentMap<Long, Runnable> handlers = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong();
    private final long[] events = new long[2 * BATCH];

    /** Opens an epoll instance. */
    public Poller() {
        Kernel.descriptors().epollControl(epoll.number(), EPOLL_CTL_ADD, wake.number(), EPOLLIN, WAKE);
    }

    /**
     * Watches a descriptor for something to read or for the end of its stream (level-triggered).
     *
     * @param fd descriptor; take it out with the registration before closing it
     * @param handler called by the waiting thread while there is something; must not block
     * @return the registration
     */
    public Registration watch(Fd fd, Runnable handler) {
        long key = keys.incrementAndGet();
        handlers.put(key, handler);
        try {
            Kernel.descriptors().epollControl(epoll.number(), EPOLL_CTL_ADD, fd.number(), EPOLLIN | EPOLLRDHUP, key);
        } catch (RuntimeException | Error e) {
            handlers.remove(key);
            throw e;
        }
        return new Registration(this, fd, key);
    }

    /**
     * Waits for events once and calls their handlers.
     *
     * @param timeoutMillis milliseconds, -1 for ever
     */
    public void poll(int timeoutMillis) {
        int count = Kernel.descriptors().epollWait(epoll.number(), events, timeoutMillis);
        for (int i = 0; i < count; i++) {
            long key = events[2 * i + 1];
            if (key == WAKE) {
                wake.read(ByteBuffer.allocateDirect(8));
                continue;
            }
            Runnable handler = handlers.get(key);
            if (handler != null) {
                handler.run();
            }
        }
    }

    /** Makes a waiting {@link #poll} return. */
    public void wakeUp() {
        ByteBuffer one = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        one.putLong(0, 1);
        wake.write(one);
    }

    @Override
    public void close() {
        epoll.close();
        wake.close();
        handlers.clear();
    }

    /** One watched descriptor. */
    public static final class Registration {
        private final Poller poller;
        private final Fd fd;
        private final long key;

        private Registration(Poller poller, Fd fd, long key) {
            this.poller = poller;
            this.fd = fd;
            this.key = key;
        }

        /** Stops watching; the handler may still be running in the waiting thread. */
        public void cancel() {
            if (poller.handlers.remove(key) != null && poller.epoll.isOpen()) {
                Kernel.descriptors().epollControl(poller.epoll.number(), EPOLL_CTL_DEL, fd.number(), 0, 0);
            }
        }
    }
}
