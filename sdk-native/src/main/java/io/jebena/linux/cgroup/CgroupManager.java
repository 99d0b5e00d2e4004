// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.error.HostRequirementException;
import io.jebena.error.KernelException;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.libc.Errno;
import io.jebena.value.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes the groups of one engine's containers, all below one group of the engine's own, {@code jebena-<engine id>}, in
 * every tree that is used. Safe for use by several threads.
 */
public final class CgroupManager {
    /** What every container is confined by, if the host has it. */
    static final Set<Controller> DEFAULT = Collections.unmodifiableSet(
            EnumSet.of(Controller.DEVICES, Controller.MEMORY, Controller.PIDS, Controller.CPU, Controller.FREEZER));

    /**
     * What programs look at besides to find out about their limits: a JVM believes in no limit of version 1 unless it sees
     * these too.
     */
    private static final Set<Controller> LOOKED_AT =
            Collections.unmodifiableSet(EnumSet.of(Controller.CPUSET, Controller.CPUACCT));

    private static final String PREFIX = "jebena-";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CgroupLayout layout;
    private final String parent;
    private final Map<CgroupHierarchy, Path> parents = new LinkedHashMap<>();
    private final Set<String> delegatedControllers = new HashSet<>();

    /**
     * Manages one engine's groups; makes none yet.
     *
     * @param layout what the host offers
     * @param engineId the engine's id: letters, digits, {@code _}, {@code .} and {@code -}
     * @throws IllegalArgumentException if the id holds anything else
     */
    public CgroupManager(CgroupLayout layout, String engineId) {
        this.layout = layout;
        this.parent = PREFIX + checked(engineId);
    }

    /**
     * Manages the groups of another owner on the same host.
     *
     * @param owner its id, as an engine's
     * @return a manager of its own
     */
    public CgroupManager of(String owner) {
        return new CgroupManager(layout, owner);
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "not a name of a group: \"" + name + "\"; use letters, digits, _ . and -");
        }
        return name;
    }

    /**
     * Makes a container's groups and sets its limits; a failure leaves nothing behind.
     *
     * @param containerId the container's id, of the same characters as the engine's
     * @param limits its limits
     * @return the groups, without processes; empty of directories if the host lets this process make none
     * @throws HostRequirementException if a limit needs a controller that this process cannot use
     * @throws KernelException naming the file and the value if the kernel refuses a limit
     */
    public ContainerCgroup create(String containerId, Resources limits) {
        checked(containerId);
        check(limits);
        Set<Controller> wanted = EnumSet.copyOf(DEFAULT);
        Set<Controller> demanded = LimitFiles.controllers(limits);
        LOOKED_AT.stream().filter(this::inVersion1).forEach(wanted::add);
        wanted.addAll(demanded);
        Map<CgroupHierarchy, Set<Controller>> trees = trees(wanted, demanded);
        Map<CgroupHierarchy, Path> groups = new LinkedHashMap<>();
        try {
            trees.forEach((tree, controllers) -> {
                Path group = make(containerId, tree, controllers);
                groups.put(tree, group);
                for (Controller controller : controllers) {
                    List<Setting> settings = settings(limits, controller, tree);
                    RealtimeShare.claim(group, settings);
                    LimitWriter.write(group, settings);
                }
            });
            return new ContainerCgroup(groups);
        } catch (RuntimeException | Error e) {
            ContainerCgroup.discard(List.copyOf(groups.values()), e);
            throw e;
        }
    }

    /**
     * The groups of a container, of any engine, as they are found.
     *
     * @param engineId the id of its engine
     * @param containerId its id
     * @return the groups; empty of directories if it has none
     */
    public ContainerCgroup find(String engineId, String containerId) {
        Map<CgroupHierarchy, Path> groups = new LinkedHashMap<>();
        for (CgroupHierarchy tree : layout.hierarchies()) {
            Path group = tree.base().resolve(PREFIX + checked(engineId)).resolve(checked(containerId));
            if (Files.isDirectory(group)) {
                groups.put(tree, group);
            }
        }
        return new ContainerCgroup(groups);
    }

    /** A group that is made is in the map even if what follows fails. */
    private Path make(String containerId, CgroupHierarchy tree, Set<Controller> controllers) {
        Path group = parentIn(tree, controllers).resolve(containerId);
        GroupFiles.make(group);
        if (!tree.unified() && tree.controllers().contains(Controller.CPUSET)) {
            try {
                inheritCpuset(group);
            } catch (RuntimeException | Error e) {
                ContainerCgroup.discard(List.of(group), e);
                throw e;
            }
        }
        return group;
    }

    private static List<Setting> settings(Resources limits, Controller controller, CgroupHierarchy tree) {
        return LimitFiles.of(limits, controller, tree.unified(), LimitWriter::deviceNumber);
    }

    /**
     * Looks whether this host can hold limits, as far as that can be told before there is a group.
     *
     * @param limits the limits
     * @throws HostRequirementException if one needs a controller or a control that the host does not have
     * @throws io.jebena.error.InvalidSpecException if processors, memory nodes or devices are named that are not there
     */
    public void check(Resources limits) {
        Set<Controller> demanded = LimitFiles.controllers(limits);
        Map<CgroupHierarchy, Set<Controller>> trees = trees(demanded, demanded);
        trees.forEach((tree, controllers) -> controllers.forEach(controller -> settings(limits, controller, tree)));
        CpusetCheck.check(limits.cpuLimits(), layout.hierarchy(Controller.CPUSET));
    }

    /**
     * Changes the limits of a container, whose processes may be running. Where a limit needs a tree of version 1 that
     * the container is not in yet, it enters it, which takes some milliseconds for each process.
     *
     * @param group its groups
     * @param before its limits so far
     * @param after its limits from now on
     * @throws HostRequirementException as {@link #create}; nothing has changed then
     * @throws KernelException naming the file and the value if the kernel refuses a limit; what it had is put back
     */
    public void update(ContainerCgroup group, Resources before, Resources after) {
        check(after);
        Set<Controller> concerned = LimitFiles.controllers(before);
        concerned.addAll(LimitFiles.controllers(after));
        concerned.forEach(controller -> join(group, controller));
        List<Controller> done = new ArrayList<>();
        try {
            for (Controller controller : concerned) {
                change(group, controller, before, after);
                done.add(controller);
            }
        } catch (RuntimeException | Error e) {
            for (Controller controller : done) {
                try {
                    change(group, controller, after, before);
                } catch (RuntimeException again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
    }

    private void change(ContainerCgroup group, Controller controller, Resources before, Resources after) {
        CgroupHierarchy tree = layout.hierarchy(controller).orElseThrow(() -> unavailable(controller));
        Path directory = group.directory(controller).orElseThrow(() -> unavailable(controller));
        List<Setting> wanted = settings(after, controller, tree);
        RealtimeShare.claim(directory, wanted);
        LimitWriter.change(directory, settings(before, controller, tree), wanted);
    }

    /**
     * Has a container that runs enter the tree of a controller, if it is not there yet.
     *
     * @param group its groups
     * @param controller the controller
     * @throws HostRequirementException if no tree that this process can use has it
     */
    public void join(ContainerCgroup group, Controller controller) {
        CgroupHierarchy tree = layout.hierarchy(controller).orElseThrow(() -> unavailable(controller));
        synchronized (group) {
            Optional<Path> there = group.directory(controller);
            if (tree.unified()) {
                parentIn(tree, EnumSet.of(controller));
            }
            if (there.isPresent() || group.directories().isEmpty()) {
                return;
            }
            String id = group.directories().get(0).getFileName().toString();
            group.enter(tree, make(id, tree, EnumSet.of(controller)));
        }
    }

    private boolean inVersion1(Controller controller) {
        return layout.hierarchy(controller).filter(tree -> !tree.unified()).isPresent();
    }

    /** The trees that have the wanted controllers, and what is wanted of each. */
    private Map<CgroupHierarchy, Set<Controller>> trees(Set<Controller> wanted, Set<Controller> demanded) {
        Map<CgroupHierarchy, Set<Controller>> trees = new LinkedHashMap<>();
        for (Controller controller : wanted) {
            layout.hierarchy(controller)
                    .ifPresentOrElse(
                            tree -> trees.computeIfAbsent(tree, t -> EnumSet.noneOf(Controller.class))
                                    .add(controller),
                            () -> {
                                if (demanded.contains(controller)) {
                                    throw unavailable(controller);
                                }
                            });
        }
        return trees;
    }

    private HostRequirementException unavailable(Controller controller) {
        String where = layout.mode() == CgroupLayout.Mode.NONE ? "no cgroups are mounted" : "found " + layout;
        return new HostRequirementException(
                "the limit needs the cgroup controller " + controller.legacyName() + ", which this process cannot use ("
                        + where + ")",
                "run as root, or under systemd-run --user --scope -p Delegate=yes on a host with cgroup version 2, or "
                        + "leave the limit out");
    }

    /** A new group of version 1 has no processors and no memory nodes, and takes no process before it has some. */
    private static void inheritCpuset(Path group) {
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            Path above = group.resolveSibling(file);
            if (Files.exists(above)) {
                GroupFiles.set(group.resolve(file), KernelFile.read(above).strip());
            }
        }
    }

    private Path parentIn(CgroupHierarchy tree, Set<Controller> controllers) {
        synchronized (parents) {
            Path directory = parents.get(tree);
            if (directory == null) {
                directory = tree.base().resolve(parent);
                if (!Files.isDirectory(directory)) {
                    GroupFiles.make(directory);
                }
                parents.put(tree, directory);
                if (!tree.unified() && tree.controllers().contains(Controller.CPUSET)) {
                    inheritCpuset(directory);
                }
            }
            if (tree.unified()) {
                delegate(tree, directory, controllers);
            }
            return directory;
        }
    }

    /** Hands controllers down to the engine's group, and from there to those of its containers. */
    private void delegate(CgroupHierarchy tree, Path directory, Set<Controller> controllers) {
        List<String> missing = new ArrayList<>();
        for (Controller controller : controllers) {
            if (!controller.unifiedName().isEmpty() && !delegatedControllers.contains(controller.unifiedName())) {
                missing.add(controller.unifiedName());
            }
        }
        if (!missing.isEmpty()) {
            UnifiedTree.enable(tree.base(), missing);
            UnifiedTree.enable(directory, missing);
            delegatedControllers.addAll(missing);
        }
    }

    /**
     * Removes the engine's own groups; call it when its containers' are gone.
     *
     * @throws KernelException if one is in use still
     */
    public void close() {
        synchronized (parents) {
            GroupFiles.remove(List.copyOf(parents.values()), PATIENCE);
            for (CgroupHierarchy tree : parents.keySet()) {
                if (tree.unified()) {
                    UnifiedTree.restore(tree.base());
                }
            }
            parents.clear();
            delegatedControllers.clear();
        }
    }

    /**
     * The engines whose groups are there, this one and those of engines that are gone included.
     *
     * @return engine ids, sorted
     */
    public Set<String> listEngineParents() {
        Set<String> engines = new TreeSet<>();
        for (CgroupHierarchy tree : layout.hierarchies()) {
            for (Path group : GroupFiles.children(tree.base())) {
                String name = group.getFileName().toString();
                if (name.startsWith(PREFIX)
                        && NAME.matcher(name.substring(PREFIX.length())).matches()) {
                    engines.add(name.substring(PREFIX.length()));
                }
            }
        }
        return engines;
    }

    /**
     * Kills all that runs in the groups of an engine and removes them; the caller knows that the engine is gone.
     *
     * @param engineId the engine's id
     * @throws KernelException if a group is in use still after ten seconds
     */
    public void destroy(String engineId) {
        String name = PREFIX + checked(engineId);
        List<Path> groups = new ArrayList<>();
        for (CgroupHierarchy tree : layout.hierarchies()) {
            Path group = tree.base().resolve(name);
            if (Files.isDirectory(group)) {
                groups.add(group);
            }
        }
        if (!GroupFiles.kill(groups, PATIENCE)) {
            throw new KernelException(
                    "kill", groups.toString(), Errno.EBUSY, "EBUSY", "processes are left that do not end");
        }
        GroupFiles.remove(groups, PATIENCE);
        synchronized (parents) {
            parents.values().removeAll(groups);
        }
    }
}
