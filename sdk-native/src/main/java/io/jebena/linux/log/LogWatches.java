// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.linux.fd.DirectoryWatch;
import io.jebena.linux.stream.Reactor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Wakes the readers of logs that other processes write. One for an engine; costs nothing before its first use. Thread-safe. */
public final class LogWatches {
    private final Reactor reactor;

    /** The logs in each watched directory; one that nobody can reach any more is forgotten. */
    private final Map<Integer, Set<ReadableLog>> logs = new HashMap<>();

    private @Nullable DirectoryWatch watch;

    /**
     * Watches nothing yet.
     *
     * @param reactor hears of changes
     */
    public LogWatches(Reactor reactor) {
        this.reactor = reactor;
    }

    /** From now on the log is told of changes in its directory. */
    synchronized void add(ReadableLog log, Path directory) {
        forget();
        DirectoryWatch now = watch;
        if (now == null) {
            now = new DirectoryWatch();
            watch = now;
            reactor.watch(now.fd(), this::changed);
        }
        logs.computeIfAbsent(now.add(directory), key -> Collections.newSetFromMap(new WeakHashMap<>()))
                .add(log);
    }

    private void forget() {
        DirectoryWatch now = watch;
        if (now != null) {
            logs.entrySet().removeIf(entry -> {
                boolean unused = entry.getValue().isEmpty();
                if (unused) {
                    now.remove(entry.getKey());
                }
                return unused;
            });
        }
    }

    /** In the reactor's thread. */
    private synchronized void changed() {
        DirectoryWatch now = watch;
        if (now == null) {
            return;
        }
        Set<Integer> changed = now.changed();
        logs.forEach((number, of) -> {
            if (changed.contains(number) || changed.contains(-1)) {
                of.forEach(ReadableLog::signal);
            }
        });
    }

    /** After the reactor's end. */
    public synchronized void close() {
        DirectoryWatch now = watch;
        watch = null;
        if (now != null) {
            now.close();
        }
    }
}
