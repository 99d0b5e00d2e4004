// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.linux.proc.CgroupMembership;
import io.jebena.linux.proc.CgroupSubsystem;
import io.jebena.linux.proc.MountInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which tree serves which controller: version 1 where the controller is mounted there, else version 2. Immutable.
 *
 * <p>Groups are made below the top of each tree where this process may write there, else below the group it is in itself.
 */
public final class CgroupLayout {
    /** What a host has mounted. */
    public enum Mode {
        /** Nothing. */
        NONE,
        /** Version 1 alone. */
        LEGACY,
        /** Version 1, and a tree of version 2 beside it. */
        HYBRID,
        /** Version 2 alone. */
        UNIFIED
    }

    private final Mode mode;
    private final Map<Controller, CgroupHierarchy> byController;
    private final List<CgroupHierarchy> hierarchies;

    private CgroupLayout(Mode mode, List<CgroupHierarchy> hierarchies) {
        this.mode = mode;
        this.hierarchies = List.copyOf(hierarchies);
        this.byController = new EnumMap<>(Controller.class);
        for (CgroupHierarchy hierarchy : hierarchies) {
            for (Controller controller : hierarchy.controllers()) {
                byController.putIfAbsent(controller, hierarchy);
            }
        }
    }

    /**
     * Finds out about this host.
     *
     * @return its layout
     * @throws io.jebena.error.HostRequirementException if /proc cannot be read
     */
    public static CgroupLayout detect() {
        Path self = Path.of("/proc/self");
        Path subsystems = Path.of("/proc/cgroups");
        return of(
                MountInfo.read(self.resolve("mountinfo")),
                CgroupMembership.read(self.resolve("cgroup")),
                Files.exists(subsystems) ? CgroupSubsystem.read(subsystems) : List.of(),
                Files::isWritable);
    }

    /** The layout of a host whose files these are; the directories in them are looked at too. */
    static CgroupLayout of(
            List<MountInfo> mounts,
            List<CgroupMembership> memberships,
            List<CgroupSubsystem> subsystems,
            Predicate<Path> writable) {
        Set<String> disabled = new HashSet<>();
        for (CgroupSubsystem subsystem : subsystems) {
            if (!subsystem.enabled()) {
                disabled.add(subsystem.name());
            }
        }
        List<CgroupHierarchy> found = new ArrayList<>();
        boolean legacy = false;
        boolean unified = false;
        for (MountInfo mount : preferred(mounts)) {
            if (mount.type().equals("cgroup")) {
                Set<Controller> controllers = legacyControllers(mount, disabled);
                found.forEach(hierarchy -> controllers.removeAll(hierarchy.controllers()));
                legacy |= !controllers.isEmpty();
                if (!controllers.isEmpty()) {
                    base(mount, memberships, writable, controllers).ifPresent(found::add);
                }
            }
        }
        for (MountInfo mount : preferred(mounts)) {
            if (mount.type().equals("cgroup2") && !unified) {
                unified = true;
                base(mount, memberships, writable, Set.of()).ifPresent(found::add);
            }
        }
        Mode mode = legacy ? unified ? Mode.HYBRID : Mode.LEGACY : unified ? Mode.UNIFIED : Mode.NONE;
        return new CgroupLayout(mode, found);
    }

    /** The shortest mount point first: the host's own before copies made for other roots. */
    private static List<MountInfo> preferred(List<MountInfo> mounts) {
        List<MountInfo> sorted = new ArrayList<>(mounts);
        sorted.sort(Comparator.comparingInt(mount -> mount.mountPoint().length()));
        return sorted;
    }

    private static Set<Controller> legacyControllers(MountInfo mount, Set<String> disabled) {
        Set<Controller> controllers = EnumSet.noneOf(Controller.class);
        for (Controller controller : Controller.values()) {
            if (mount.superOptions().contains(controller.legacyName()) && !disabled.contains(controller.legacyName())) {
                controllers.add(controller);
            }
        }
        return controllers;
    }

    private static Optional<CgroupHierarchy> base(
            MountInfo mount,
            List<CgroupMembership> memberships,
            Predicate<Path> writable,
            Set<Controller> legacyControllers) {
        boolean unified = legacyControllers.isEmpty();
        Path top = Path.of(mount.mountPoint());
        Optional<Path> own = memberships.stream()
                .filter(m -> unified ? m.unified() : sameHierarchy(m, mount))
                .findFirst()
                .flatMap(m -> below(mount, m.path()))
                .map(CgroupLayout::aboveMembers);
        boolean atTop = writable.test(top);
        if (!atTop && own.filter(writable).isEmpty()) {
            return Optional.empty();
        }
        Path base = atTop ? top : own.orElse(top);
        Set<Controller> controllers = unified ? unifiedControllers(base) : legacyControllers;
        return Optional.of(new CgroupHierarchy(unified, Set.copyOf(controllers), base, !atTop));
    }

    /** An engine of this process may have moved it one down, see {@link UnifiedTree}. */
    private static Path aboveMembers(Path own) {
        Path above = own.getParent();
        return above != null && own.endsWith(UnifiedTree.MEMBERS) ? above : own;
    }

    private static boolean sameHierarchy(CgroupMembership membership, MountInfo mount) {
        return !membership.unified() && mount.superOptions().containsAll(membership.controllers());
    }

    /** Where a group is seen through a mount, whose own root may be a group further down. */
    private static Optional<Path> below(MountInfo mount, String group) {
        String root = mount.root();
        if (root.equals("/") && !group.startsWith("/..")) {
            return Optional.of(Path.of(mount.mountPoint(), group));
        }
        if (group.equals(root) || group.startsWith(root + "/")) {
            return Optional.of(Path.of(mount.mountPoint(), group.substring(root.length())));
        }
        return Optional.empty();
    }

    private static Set<Controller> unifiedControllers(Path base) {
        Set<Controller> controllers = EnumSet.of(Controller.DEVICES, Controller.FREEZER);
        List<String> names;
        try {
            names = Arrays.asList(
                    Files.readString(base.resolve("cgroup.controllers")).strip().split(" ", -1));
        } catch (IOException e) {
            return controllers; // a tree without the file offers no controllers
        }
        for (Controller controller : Controller.values()) {
            if (!controller.unifiedName().isEmpty() && names.contains(controller.unifiedName())) {
                controllers.add(controller);
            }
        }
        return controllers;
    }

    /**
     * What the host has mounted.
     *
     * @return the kind of layout
     */
    public Mode mode() {
        return mode;
    }

    /**
     * The tree that serves a controller.
     *
     * @param controller the controller
     * @return the tree; empty if no tree has it, or this process may not make groups there
     */
    public Optional<CgroupHierarchy> hierarchy(Controller controller) {
        return Optional.ofNullable(byController.get(controller));
    }

    /**
     * The tree of version 2.
     *
     * @return the tree; empty if there is none, or this process may not make groups there
     */
    public Optional<CgroupHierarchy> unified() {
        return hierarchies.stream().filter(CgroupHierarchy::unified).findFirst();
    }

    /**
     * All trees that this process may make groups in.
     *
     * @return unmodifiable
     */
    public List<CgroupHierarchy> hierarchies() {
        return hierarchies;
    }

    /** For people: the mode, and where each controller is. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(mode.name().toLowerCase(java.util.Locale.ROOT));
        byController.forEach((controller, hierarchy) -> text.append(' ')
                .append(controller.legacyName())
                .append(hierarchy.unified() ? "=v2:" : "=v1:")
                .append(hierarchy.base()));
        return text.toString();
    }
}
