// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.linux.fd.Poller;

/** A server with a thread that takes its exits, as the engine has one. */
final class Reactor implements AutoCloseable {
    final LaunchServer server = LaunchServer.start();
    private final Poller poller = new Poller();
    private final Poller.Registration registration = poller.watch(server.channel(), this::ready);
    private final Thread thread = new Thread(this::run, "launch-test-reactor");
    private volatile boolean closed;

    Reactor() {
        thread.start();
    }

    private void ready() {
        if (!server.handleReadable()) {
            registration.cancel();
        }
    }

    private void run() {
        while (!closed) {
            poller.poll(-1);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        poller.wakeUp();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while the reactor ends", e);
        }
        registration.cancel();
        server.close();
        poller.close();
    }
}
