// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerUpdate;
import io.jebena.container.RestartPolicy;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.Terms;
import io.jebena.value.Names;
import io.jebena.value.Resources;
import java.util.function.Supplier;

/** What of a container can be changed while it exists: its name, its limits, its restart policy. Needs the container's lock. */
final class Changes {
    private final Surroundings surroundings;

    Changes(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The new name is its own before the old one is free; a reader of the record sees one of both. */
    void rename(ContainerMachine machine, String name) {
        ContainerRecord before = machine.record();
        String id = before.id().toString();
        named("name", () -> Names.check(name));
        if (name.equals(before.name())) {
            throw new InvalidSpecException("name", "it is \"" + name + "\" already");
        }
        surroundings.names().claim(name, id);
        try {
            surroundings.records().write(machine.change(r -> r.named(name)));
        } catch (RuntimeException | Error e) {
            machine.change(r -> r.named(before.name()));
            surroundings.names().release(name, id);
            throw e;
        }
        surroundings.names().release(before.name(), id);
    }

    void update(ContainerMachine machine, ContainerUpdate update) {
        ContainerRecord before = machine.record();
        Resources now = before.terms().resources();
        Resources resources = named("resources", () -> update.apply(now));
        RestartPolicy restart = update.restart().orElse(before.terms().restart());
        if (before.spec().autoRemove() && restart.kind() != RestartPolicy.Kind.NEVER) {
            throw new InvalidSpecException(
                    "restart", "conflicting options: a container that removes itself is not started again");
        }
        Run run = machine.run();
        if (!resources.equals(now)) {
            HostLimits.check(resources);
            surroundings.cgroups().check(resources);
            if (run != null) {
                surroundings.cgroups().update(run.cgroup(), now, resources);
            }
        }
        ContainerRecord after = machine.change(
                r -> r.with(new Terms(resources, restart, r.terms().stoppedByHand())));
        surroundings.records().write(after);
        machine.reconsider();
    }

    private static <T> T named(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException(field, String.valueOf(e.getMessage()), e);
        }
    }
}
