// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.error.HostRequirementException;
import io.jebena.error.KernelException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.GroupNotice;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.libc.Errno;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * The groups of one container, one in each tree that it uses. Safe for use by several threads, except that nothing else
 * may be called after {@link #remove}.
 */
public final class ContainerCgroup implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<Controller, Path> byController = new ConcurrentHashMap<>();
    private final List<Path> legacy = new CopyOnWriteArrayList<>();
    private final List<Path> all = new CopyOnWriteArrayList<>();
    private final Optional<Path> unified;
    private final Optional<Fd> unifiedFd;

    ContainerCgroup(Map<CgroupHierarchy, Path> groups) {
        Optional<Path> version2 = Optional.empty();
        for (Map.Entry<CgroupHierarchy, Path> entry : groups.entrySet()) {
            entry.getKey().controllers().forEach(controller -> byController.putIfAbsent(controller, entry.getValue()));
            all.add(entry.getValue());
            if (entry.getKey().unified()) {
                version2 = Optional.of(entry.getValue());
            } else {
                legacy.add(entry.getValue());
            }
        }
        unified = version2;
        unifiedFd = version2.map(GroupFiles::open);
    }

    /** Has its processes enter one more tree of version 1; those that they make meanwhile are followed. */
    void enter(CgroupHierarchy tree, Path group) {
        legacy.add(group);
        Path door = group.resolve("cgroup.procs");
        for (Set<Integer> outside = outside(group); !outside.isEmpty(); outside = outside(group)) {
            for (int pid : outside) {
                GroupFiles.move(pid, door);
            }
        }
        all.add(group);
        tree.controllers().forEach(controller -> byController.putIfAbsent(controller, group));
    }

    private Set<Integer> outside(Path group) {
        Set<Integer> outside = pids();
        outside.removeAll(GroupFiles.processes(group));
        return outside;
    }

    /**
     * The files that a process writes "0" to, each with one write(2), to enter the groups of version 1. Writing a pid into
     * {@code cgroup.procs} instead waits for an RCU grace period each time.
     *
     * @return unmodifiable, maybe empty
     */
    public List<Path> tasks() {
        return legacy.stream().map(group -> group.resolve("tasks")).toList();
    }

    /**
     * The directory of version 2, for clone3 with CLONE_INTO_CGROUP and for BPF programs.
     *
     * @return its descriptor, owned by this object; empty if no such group is used
     */
    public Optional<Fd> unified() {
        return unifiedFd;
    }

    /**
     * The directory of version 2 by name.
     *
     * @return the path; empty if no such group is used
     */
    public Optional<Path> unifiedDirectory() {
        return unified;
    }

    /**
     * The group that a controller works on, in whichever version.
     *
     * @param controller the controller
     * @return its directory; empty if it is not used
     */
    public Optional<Path> directory(Controller controller) {
        return Optional.ofNullable(byController.get(controller));
    }

    /**
     * All directories, for the record of what must be removed some day.
     *
     * @return unmodifiable, maybe empty
     */
    public List<Path> directories() {
        return List.copyOf(all);
    }

    /**
     * How many processes the kernel killed here for want of memory.
     *
     * @return the number; 0 where the kernel does not count (version 1 before Linux 4.13)
     */
    public long outOfMemoryKills() {
        return memoryEvents().getOrDefault("oom_kill", 0L);
    }

    /**
     * How often the container ran out of memory: in version 1 where processes wait for some, only whether they do.
     *
     * @return a number that grows
     */
    public long outOfMemory() {
        Map<String, Long> events = memoryEvents();
        return events.getOrDefault("oom_kill", 0L)
                + events.getOrDefault("oom", 0L)
                + events.getOrDefault("under_oom", 0L);
    }

    private Map<String, Long> memoryEvents() {
        Path group = byController.get(Controller.MEMORY);
        if (group == null) {
            return Map.of();
        }
        Map<String, Long> events = new HashMap<>();
        for (String line : KernelFile.read(group.resolve(memoryUnified() ? "memory.events" : "memory.oom_control"))
                .split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                events.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
            }
        }
        return events;
    }

    private boolean memoryUnified() {
        return unified.filter(u -> u.equals(byController.get(Controller.MEMORY)))
                .isPresent();
    }

    /**
     * Listens for the container running out of memory.
     *
     * @return becomes readable when it does, and when its groups are removed; the caller closes it; empty where the host
     *     does not count memory
     */
    public Optional<GroupNotice> memoryNotice() {
        return directory(Controller.MEMORY)
                .map(group -> memoryUnified() ? GroupNotice.version2(group) : GroupNotice.version1(group));
    }

    /**
     * The processes in the container, those in groups further down included.
     *
     * @return their ids as this process sees them, maybe empty
     */
    public Set<Integer> pids() {
        Set<Integer> pids = new LinkedHashSet<>();
        if (!all.isEmpty()) {
            pids.addAll(GroupFiles.processes(all.get(0)));
        }
        return pids;
    }

    /**
     * Kills every process in the container and waits, at most five seconds, until none is left.
     *
     * @return false if some were left, as those in uninterruptible sleep are
     */
    public boolean kill() {
        return GroupFiles.kill(killOrder(), PATIENCE);
    }

    /** Where one write kills all, that comes first; else the freezer, which stops what would fork. */
    private List<Path> killOrder() {
        List<Path> order = new ArrayList<>();
        unified.ifPresent(order::add);
        Path freezer = byController.get(Controller.FREEZER);
        if (freezer != null && !order.contains(freezer)) {
            order.add(freezer);
        }
        return order.isEmpty() ? all : order;
    }

    /**
     * Stops every process in the container where it is, and returns when all stand still.
     *
     * @param ending tells whether they are being killed meanwhile, so that they will never stand still
     * @return false if they are; they go on then
     * @throws KernelException if they do not stand still within five seconds; they go on then
     */
    public boolean freeze(BooleanSupplier ending) {
        Path group = frozenBy();
        boolean stopped = GroupFiles.stop(group, PATIENCE, ending);
        if (stopped && !ending.getAsBoolean()) {
            return true;
        }
        GroupFiles.resume(group);
        if (ending.getAsBoolean()) {
            return false;
        }
        throw new KernelException(
                "freeze",
                group.toString(),
                Errno.EBUSY,
                Errno.name(Errno.EBUSY),
                "a process in it does not stand still");
    }

    private Path frozenBy() {
        return directory(Controller.FREEZER)
                .or(this::unifiedDirectory)
                .orElseThrow(() -> new HostRequirementException(
                        "pausing a container needs the freezer, which this host's control groups do not have",
                        "mount the freezer's hierarchy, or version 2 of control groups"));
    }

    /** Lets every process in the container go on. Does nothing if none was stopped. */
    public void thaw() {
        GroupFiles.resume(frozenBy());
    }

    /**
     * Removes the groups, waiting at most five seconds for processes that are about to end. Does nothing the second time.
     *
     * @throws io.jebena.error.KernelException naming the group and its processes if one is in use still
     */
    public void remove() {
        unifiedFd.ifPresent(Fd::close);
        GroupFiles.remove(all, PATIENCE);
    }

    /** Forgets the groups, which stay: another engine has them. */
    public void release() {
        unifiedFd.ifPresent(Fd::close);
    }

    /** The same as {@link #remove}. */
    @Override
    public void close() {
        remove();
    }

    /** Undoes a creation that failed; what cannot be undone is told with the failure. */
    static void discard(List<Path> groups, Throwable failure) {
        try {
            GroupFiles.remove(groups, Duration.ZERO);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public String toString() {
        return "cgroup " + all;
    }
}
