// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.error.ContainerStateException;
import io.jebena.linux.fd.Poller;
import io.jebena.linux.launch.LaunchServer;
import io.jebena.linux.stream.Reactor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine's launcher: started with the first container, started anew should it ever die. Thread-safe. */
final class LazyLauncher implements Supplier<LaunchServer>, AutoCloseable {
    private final Reactor reactor;
    private @Nullable LaunchServer server;
    private Poller.@Nullable Registration registration;
    private volatile @Nullable LaunchServer serving;
    private boolean closed;

    LazyLauncher(Reactor reactor) {
        this.reactor = reactor;
    }

    @Override
    public LaunchServer get() {
        LaunchServer ready = serving;
        return ready == null ? start() : ready;
    }

    private synchronized LaunchServer start() {
        if (closed) {
            throw new ContainerStateException("launch a process", "the engine", "open", "closed");
        }
        LaunchServer ready = serving;
        if (ready != null) {
            return ready;
        }
        LaunchServer fresh = LaunchServer.start();
        registration = reactor.watch(fresh.channel(), () -> read(fresh));
        server = fresh;
        serving = fresh;
        return fresh;
    }

    /** In the reactor's thread. */
    private void read(LaunchServer from) {
        if (!from.handleReadable()) {
            synchronized (this) {
                serving = null;
                if (registration != null) {
                    registration.cancel();
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        serving = null;
        if (registration != null) {
            registration.cancel();
        }
        if (server != null) {
            server.close();
        }
    }
}
