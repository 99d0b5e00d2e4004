// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ExitStatus;
import io.jebena.linux.cgroup.CgroupLayout;
import io.jebena.linux.cgroup.CgroupManager;
import io.jebena.linux.store.ContainerDirectories;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.ContainerRecords;
import io.jebena.linux.store.EngineRoot;
import io.jebena.linux.store.NameIndex;
import io.jebena.value.Signal;

/**
 * Clears away what an engine left whose JVM died without closing it: its groups with whatever still runs in them, its
 * throw-away containers, files half made or half removed. Containers that were to stay are marked as killed.
 */
public final class Sweeper {
    private final EngineRoot root;
    private final CgroupLayout cgroups;

    /**
     * A sweeper for one root.
     *
     * @param root engine root
     * @param cgroups the host's control groups
     */
    public Sweeper(EngineRoot root, CgroupLayout cgroups) {
        this.root = root;
        this.cgroups = cgroups;
    }

    /**
     * Clears away what one dead engine left.
     *
     * @param dead its id
     */
    public void sweep(String dead) {
        new CgroupManager(cgroups, dead).destroy(dead);
        ContainerDirectories directories = new ContainerDirectories(root, dead);
        NameIndex names = new NameIndex(root, dead);
        ContainerRecords records = new ContainerRecords(root);
        for (String id : records.ids()) {
            ContainerRecord record = records.read(id).orElse(null);
            if (record == null || !record.engine().equals(dead)) {
                continue;
            }
            if (record.spec().autoRemove() || record.spec().throwAway()) {
                directories.hide(id);
                names.release(record.name(), id);
            } else if (record.pid() != 0) {
                records.write(record.ended(ExitStatus.signaled(Signal.KILL)));
            }
        }
        directories.sweep(dead);
        names.sweep(dead, id -> records.read(id).isPresent());
    }
}
