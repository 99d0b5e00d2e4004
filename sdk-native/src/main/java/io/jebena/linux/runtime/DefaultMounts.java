// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static io.jebena.linux.launch.LaunchFlags.ATTR_NODEV;
import static io.jebena.linux.launch.LaunchFlags.ATTR_NOEXEC;
import static io.jebena.linux.launch.LaunchFlags.ATTR_NOSUID;
import static io.jebena.linux.launch.LaunchFlags.ATTR_RDONLY;
import static io.jebena.linux.launch.LaunchFlags.ATTR_STRICTATIME;

import io.jebena.container.ContainerSpec;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.device.HostDevices;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.namespace.IpcMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every container finds in its root beside the image's files: the kernel's file systems and the standard devices,
 * as the OCI runtime specification and Docker have them.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md">config-linux: default file
 *     systems and devices</a>
 */
final class DefaultMounts {
    private static final String SHM = "/dev/shm";
    private static final Path CGROUP = Path.of("/sys/fs/cgroup");
    private static final int SECURE = ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC;
    private static final int EVERYONE_MAY_LOOK = 0b111_101_101;
    private static final int EVERYONE_MAY_WRITE = 0b110_110_110;

    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    /** Name, major and minor number of each node (devices.txt of the kernel). */
    private static final Object[][] DEVICES = {
        {"null", 1, 3}, {"zero", 1, 5}, {"full", 1, 7}, {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}
    };

    private final ContainerSpec spec;
    private final ContainerCgroup cgroup;
    private final ContainerDevices hostDevices;
    private final TreeSlots slots;
    private final List<HostTree> cgroups = new ArrayList<>();
    private final List<HostTree> devices = new ArrayList<>();
    private final List<HostTree> shared = new ArrayList<>();
    private final List<HostTree> proc = new ArrayList<>();

    DefaultMounts(ContainerSpec spec, ContainerCgroup cgroup, ContainerDevices hostDevices, TreeSlots slots) {
        this.spec = spec;
        this.cgroup = cgroup;
        this.hostDevices = hostDevices;
        this.slots = slots;
    }

    /** A part of the host that is taken along: opened before the root is entered, attached after. */
    private record HostTree(int slot, String target) {}

    /** Steps before the root is entered. */
    void open(LaunchPlanBuilder plan, @Nullable Fd donor, @Nullable Fd processes) {
        if (processes != null) {
            int slot = slots.next();
            plan.borrow(slot, processes, "/proc");
            proc.add(new HostTree(slot, "/proc"));
        }
        openCgroups(plan);
        if (ownUsers()) {
            for (Object[] device : DEVICES) {
                open(plan, devices, "/dev/" + device[0], "/dev/" + device[0], false);
            }
            for (HostDevices.Node node : hostDevices.nodes()) {
                open(plan, devices, node.source().toString(), node.target(), false);
            }
        }
        if (ownUsers() && !spec.namespaces().network().own()) {
            open(plan, shared, "/sys", "/sys", true);
        }
        if (spec.namespaces().ipc().host()) {
            open(plan, shared, SHM, SHM, false);
        } else if (donor != null) {
            int slot = slots.next();
            plan.borrow(slot, donor, SHM);
            shared.add(new HostTree(slot, SHM));
        }
    }

    private void open(LaunchPlanBuilder plan, List<HostTree> list, String path, String target, boolean recursive) {
        int slot = slots.next();
        plan.openTree(slot, path, recursive);
        list.add(new HostTree(slot, target));
    }

    private boolean ownUsers() {
        return !spec.namespaces().user().host();
    }

    /**
     * Version 2 is the whole tree. Of version 1 each controller has a directory by its name; the one that holds them comes
     * from the host, whose own mount points are in it, or is made where that cannot be had.
     */
    private void openCgroups(LaunchPlanBuilder plan) {
        boolean unifiedAlone =
                cgroup.unifiedDirectory().isPresent() && cgroup.directories().size() == 1;
        if (!unifiedAlone && !cgroup.directories().isEmpty() && !ownUsers()) {
            open(plan, cgroups, CGROUP.toString(), CGROUP.toString(), false);
        }
        for (Path directory : cgroup.directories()) {
            if (unifiedAlone) {
                open(plan, cgroups, directory.toString(), CGROUP.toString(), false);
            } else if (directory.startsWith(CGROUP)) {
                Path controller = CGROUP.resolve(CGROUP.relativize(directory).getName(0));
                open(plan, cgroups, directory.toString(), controller.toString(), false);
            }
        }
    }

    /** Steps after the root is entered. */
    void attach(LaunchPlanBuilder plan) {
        plan.mkdir("/proc", EVERYONE_MAY_LOOK, 0, 0);
        if (proc.isEmpty()) {
            plan.fsMount("proc", "proc", "/proc", List.of(), SECURE);
        } else {
            proc.forEach(tree -> plan.attachProc(tree.slot(), tree.target(), SECURE));
        }
        plan.mkdir("/dev", EVERYONE_MAY_LOOK, 0, 0)
                .fsMount("tmpfs", "tmpfs", "/dev", List.of("mode=755", "size=65536k"), ATTR_NOSUID | ATTR_STRICTATIME);
        plan.mkdir("/sys", EVERYONE_MAY_LOOK, 0, 0);
        if (attached("/sys")) {
            attach(plan, shared, "/sys", SECURE | readOnlyUnless(privileged()));
        } else {
            plan.fsMount("sysfs", "sysfs", "/sys", List.of(), SECURE | readOnlyUnless(privileged()));
        }
        attachCgroups(plan);
        nodes(plan);
        hostNodes(plan);
        plan.mkdir("/dev/mqueue", EVERYONE_MAY_LOOK, 0, 0)
                .fsMount("mqueue", "mqueue", "/dev/mqueue", List.of(), SECURE);
        sharedMemory(plan);
    }

    private void sharedMemory(LaunchPlanBuilder plan) {
        if (spec.ipc().equals(IpcMode.NONE)) {
            return;
        }
        plan.mkdir(SHM, EVERYONE_MAY_LOOK, 0, 0);
        if (attached(SHM)) {
            attach(plan, shared, SHM, 0);
        } else {
            String size = "size=" + spec.shmSize().toBytes();
            plan.fsMount("tmpfs", "shm", SHM, List.of("mode=1777", size), SECURE);
        }
    }

    private boolean privileged() {
        return spec.security().privileged();
    }

    private static int readOnlyUnless(boolean writable) {
        return writable ? 0 : ATTR_RDONLY;
    }

    /** In a user namespace nobody gets the host's directory without what is mounted on it, so it is made anew. */
    private void attachCgroups(LaunchPlanBuilder plan) {
        boolean writable = privileged() || spec.security().writableCgroups();
        boolean made = ownUsers() && cgroups.stream().anyMatch(t -> !t.target().equals(CGROUP.toString()));
        if (made) {
            plan.fsMount("tmpfs", "cgroup", CGROUP.toString(), List.of("mode=755", "size=4k"), SECURE);
        }
        for (HostTree tree : cgroups) {
            if (made) {
                plan.mkdir(tree.target(), EVERYONE_MAY_LOOK, 0, 0);
            }
            plan.attach(tree.slot(), tree.target(), SECURE | readOnlyUnless(writable), 0, 0, false);
        }
        if (made && !writable) {
            plan.readOnly(CGROUP.toString());
        }
    }

    private boolean attached(String target) {
        return shared.stream().anyMatch(t -> t.target().equals(target));
    }

    private static void attach(LaunchPlanBuilder plan, List<HostTree> trees, String target, int attributes) {
        for (HostTree tree : trees) {
            if (tree.target().equals(target)) {
                plan.attach(tree.slot(), target, attributes, 0, 0, false);
            }
        }
    }

    private void nodes(LaunchPlanBuilder plan) {
        for (Object[] device : DEVICES) {
            String path = "/dev/" + device[0];
            if (ownUsers()) {
                plan.file(path, EVERYONE_MAY_WRITE, 0, 0);
                attach(plan, devices, path, ATTR_NOSUID | ATTR_NOEXEC);
            } else {
                plan.characterDevice(path, EVERYONE_MAY_WRITE, (int) device[1], (int) device[2]);
            }
        }
        plan.mkdir("/dev/pts", EVERYONE_MAY_LOOK, 0, 0)
                .fsMount(
                        "devpts",
                        "devpts",
                        "/dev/pts",
                        ownUsers()
                                ? List.of("newinstance", "ptmxmode=0666", "mode=0620")
                                : List.of("newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
                        ATTR_NOSUID | ATTR_NOEXEC)
                .symlink("pts/ptmx", "/dev/ptmx")
                .symlink("/proc/self/fd", "/dev/fd")
                .symlink("/proc/self/fd/0", "/dev/stdin")
                .symlink("/proc/self/fd/1", "/dev/stdout")
                .symlink("/proc/self/fd/2", "/dev/stderr")
                .symlink("/proc/kcore", "/dev/core");
    }

    /** A device of the host: a node like the host's, or the host's itself where no nodes can be made. */
    private void hostNodes(LaunchPlanBuilder plan) {
        for (HostDevices.Node node : hostDevices.nodes()) {
            if (Arrays.stream(DEVICES).anyMatch(own -> node.target().equals("/dev/" + own[0]))) {
                continue;
            }
            if (ownUsers()) {
                plan.file(node.target(), EVERYONE_MAY_WRITE, 0, 0);
                attach(plan, devices, node.target(), ATTR_NOSUID | ATTR_NOEXEC);
            } else {
                plan.mknod(
                        node.target(), node.mode(), (int) node.user(), (int) node.group(), node.major(), node.minor());
            }
        }
    }

    /** Steps after the container's own mounts: what of the kernel's file systems is not to be seen or changed. */
    void cover(LaunchPlanBuilder plan) {
        readOnlyPaths(spec).forEach(plan::readOnly);
        maskedPaths(spec).forEach(plan::mask);
    }

    /** What a container cannot write. */
    static List<String> readOnlyPaths(ContainerSpec spec) {
        return spec.security().readOnlyPaths().orElse(spec.security().privileged() ? List.of() : READ_ONLY);
    }

    /** What a container cannot see. */
    static List<String> maskedPaths(ContainerSpec spec) {
        return spec.security().maskedPaths().orElseGet(() -> spec.security().privileged() ? List.of() : masked());
    }

    private static List<String> masked() {
        return ThermalThrottle.MASKED;
    }

    /** The host's processors do not change their number in a JVM's life, so one look is enough. */
    private static final class ThermalThrottle {
        static final List<String> MASKED = look();

        private static List<String> look() {
            List<String> all = new ArrayList<>(DefaultMounts.MASKED);
            try (Stream<Path> cpus = Files.list(Path.of("/sys/devices/system/cpu"))) {
                cpus.map(cpu -> cpu.resolve("thermal_throttle"))
                        .filter(Files::exists)
                        .map(Path::toString)
                        .sorted()
                        .forEach(all::add);
            } catch (java.io.IOException e) {
                System.getLogger(DefaultMounts.class.getName())
                        .log(System.Logger.Level.DEBUG, "cannot list processors", e);
            }
            return List.copyOf(all);
        }
    }
}
