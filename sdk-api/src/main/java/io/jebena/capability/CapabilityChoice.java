// SPDX-License-Identifier: Apache-2.0
package io.jebena.capability;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which capabilities a container gets: the default ones, less those dropped, plus those added. Immutable. */
public final class CapabilityChoice {
    /** Nothing added, nothing dropped. */
    public static final CapabilityChoice DEFAULT = new CapabilityChoice(Set.of(), Set.of());

    private final Set<Capability> added;
    private final Set<Capability> dropped;

    private CapabilityChoice(Collection<Capability> added, Collection<Capability> dropped) {
        this.added = copy(added);
        this.dropped = copy(dropped);
    }

    private static Set<Capability> copy(Collection<Capability> capabilities) {
        EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(capabilities);
        return Collections.unmodifiableSet(copy);
    }

    /**
     * A choice.
     *
     * @param added what to add; {@link Capability#ALL} for everything the engine itself holds
     * @param dropped what to drop; {@link Capability#ALL} to start from nothing
     * @return the choice
     */
    public static CapabilityChoice of(Collection<Capability> added, Collection<Capability> dropped) {
        return new CapabilityChoice(added, dropped);
    }

    /**
     * What is added.
     *
     * @return an unmodifiable set
     */
    public Set<Capability> added() {
        return added;
    }

    /**
     * What is dropped.
     *
     * @return an unmodifiable set
     */
    public Set<Capability> dropped() {
        return dropped;
    }

    /**
     * What was asked for by name and therefore must be held by the engine: the added ones, unless all were added.
     *
     * @return an unmodifiable set
     */
    public Set<Capability> demanded() {
        return added.equals(Capability.ALL) ? Set.of() : added;
    }

    /**
     * The set that results in an engine which holds some capabilities itself: if all are added, all held less the dropped;
     * if all are dropped, the added; else the default ones less the dropped plus the added; each as far as held.
     *
     * @param held what the engine holds
     * @return an unmodifiable set
     */
    public Set<Capability> resolve(Set<Capability> held) {
        EnumSet<Capability> result = EnumSet.noneOf(Capability.class);
        if (added.equals(Capability.ALL)) {
            result.addAll(held);
            result.removeAll(dropped);
        } else {
            result.addAll(Capability.DEFAULT);
            result.removeAll(dropped);
            result.addAll(added);
            result.retainAll(held);
        }
        return Collections.unmodifiableSet(result);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CapabilityChoice choice && choice.added.equals(added) && choice.dropped.equals(dropped);
    }

    @Override
    public int hashCode() {
        return 31 * added.hashCode() + dropped.hashCode();
    }

    @Override
    public String toString() {
        return "+" + added + " -" + dropped;
    }
}
