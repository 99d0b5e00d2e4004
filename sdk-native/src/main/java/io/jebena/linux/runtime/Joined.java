// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.error.ContainerStateException;
import io.jebena.error.LaunchException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.SyscallException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The containers whose namespaces a launch joins. Any of them may end meanwhile, and is what the failure then names. */
final class Joined implements AutoCloseable {
    private record Other(String name, Live running) {}

    private final Map<Integer, Fd> handles = new LinkedHashMap<>();
    private final List<Other> others = new ArrayList<>();

    /**
     * Adds a container.
     *
     * @param flag {@code CLONE_NEW*} bit of the namespace
     * @param name what the specification calls it
     * @param container the container
     */
    void add(int flag, String name, Subject container) {
        Live running = container
                .live()
                .orElseThrow(() -> notRunning(name, container.state().name().toLowerCase(Locale.ROOT)));
        handles.put(flag, running.handle().orElseThrow(() -> ended(name)));
        others.add(new Other(name, running));
    }

    /** Their first processes, by the flag, in the order in which they are to be joined; open until this is closed. */
    Map<Integer, Fd> handles() {
        return handles;
    }

    /** Runs a launch, and finds out whether it failed only because one of them ended. */
    <T> T explained(Supplier<T> launch) {
        try {
            return launch.get();
        } catch (LaunchException | SyscallException e) {
            for (Other other : others) {
                if (other.running().explains(e)) {
                    ContainerStateException reason = ended(other.name());
                    reason.addSuppressed(e);
                    throw reason;
                }
            }
            throw e;
        }
    }

    private static ContainerStateException ended(String name) {
        return notRunning(name, "exited");
    }

    private static ContainerStateException notRunning(String name, String state) {
        return new ContainerStateException("share a namespace of", name, "running", state);
    }

    @Override
    public void close() {
        handles.values().forEach(Fd::close);
    }
}
