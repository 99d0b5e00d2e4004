// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.linux.store.ContainerRecord;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Puts together what is needed to work in containers that other engines on the same root run. Thread-safe. */
final class Foreigners {
    private final Surroundings surroundings;
    private final Blueprints blueprints;
    private final ContainerLauncher launcher;
    private final ConcurrentMap<String, ForeignLive> known = new ConcurrentHashMap<>();

    Foreigners(Surroundings surroundings, Blueprints blueprints, ContainerLauncher launcher) {
        this.surroundings = surroundings;
        this.blueprints = blueprints;
        this.launcher = launcher;
    }

    /** What was settled when it was created, of the same image even if its name means another one now. */
    Blueprint blueprint(ContainerRecord record) {
        String id = record.id().toString();
        try (Blueprints.Draft draft = blueprints.draft(
                record.spec(), record.id(), surroundings.root().container(id), Optional.ofNullable(record.image()))) {
            return draft.blueprint();
        }
    }

    /** What runs of it; empty if it does not run any more. */
    Optional<ForeignLive> live(ContainerRecord record) {
        String id = record.id().toString();
        Optional<ForeignLive> now = Optional.ofNullable(known.compute(id, (key, before) -> {
            boolean same = before != null && before.pid() == record.pid();
            if (before != null && !same) {
                before.cgroup().release();
            }
            if (record.pid() == 0) {
                return null;
            }
            return same ? before : find(record);
        }));
        return now.filter(live -> {
            Optional<io.jebena.linux.fd.Fd> process = live.handle();
            process.ifPresent(io.jebena.linux.fd.Fd::close);
            return process.isPresent();
        });
    }

    private ForeignLive find(ContainerRecord record) {
        Blueprint blueprint = blueprint(record);
        return new ForeignLive(
                record.pid(),
                surroundings.cgroups().find(record.engine(), record.id().toString()),
                launcher.confinement(record.spec()),
                blueprint.process(),
                RunningContainer.furtherNamespaces(record.spec().namespaces()));
    }

    /** It is gone. */
    void forget(ContainerRecord record) {
        ForeignLive was = known.remove(record.id().toString());
        if (was != null) {
            was.cgroup().release();
        }
    }

    void close() {
        known.values().forEach(live -> live.cgroup().release());
        known.clear();
    }
}
