// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.capability.Capability;
import io.jebena.error.HostRequirementException;
import io.jebena.linux.cgroup.CgroupLayout;
import io.jebena.linux.cgroup.Controller;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.identity.CapabilitySets;
import io.jebena.linux.identity.HeldCapabilities;
import io.jebena.linux.libc.HostUsers;
import io.jebena.linux.libc.NativeAccess;
import io.jebena.linux.proc.KernelRelease;
import io.jebena.linux.proc.ProcessStatus;
import io.jebena.value.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks what the host offers, each thing by itself, and says what to do where something is missing. */
final class HostProbe {
    /** mount_setattr(2), which read-only and id-mapped mounts stand on. */
    private static final KernelRelease OLDEST = KernelRelease.parse("5.12");

    private HostProbe() {}

    static List<Requirement> requirements() {
        List<Requirement> all = new ArrayList<>();
        all.add(look("linux", HostProbe::system));
        if (all.get(0).met()) {
            all.add(look("native access", HostProbe::nativeAccess));
        }
        if (all.stream().allMatch(Requirement::met)) {
            all.add(look("kernel", HostProbe::kernel));
            all.add(look("privileges", HostProbe::privileges));
            all.add(look("capabilities", HostProbe::capabilities));
            all.add(look("overlayfs", HostProbe::overlay));
            all.add(look("namespaces", HostProbe::namespaces));
            all.add(look("seccomp", HostProbe::seccomp));
            all.add(look("cgroups", HostProbe::cgroups));
            all.add(look("launcher", HostProbe::launcher));
        }
        return all;
    }

    private interface Look {
        Requirement look() throws IOException;
    }

    /** A probe never throws: what cannot be found out is told as missing. */
    private static Requirement look(String name, Look look) {
        try {
            return look.look();
        } catch (IOException | RuntimeException e) {
            return Requirement.limited(name, "cannot be found out: " + e, "make /proc and /sys readable");
        }
    }

    private static Requirement system() {
        String os = System.getProperty("os.name", "");
        String arch = System.getProperty("os.arch", "");
        boolean known = Set.of("amd64", "x86_64", "aarch64", "arm64").contains(arch);
        if (os.equals("Linux") && known) {
            return Requirement.met("linux", os + " on " + arch);
        }
        return Requirement.missing("linux", os + " on " + arch, "run on linux-x86_64 or linux-aarch64");
    }

    private static Requirement nativeAccess() {
        try {
            NativeAccess.require();
            return Requirement.met("native access", "the C library answers");
        } catch (HostRequirementException e) {
            return Requirement.missing("native access", e.requirement(), e.remedy());
        }
    }

    private static Requirement kernel() {
        KernelRelease release = KernelRelease.read(Path.of("/proc/sys/kernel/osrelease"));
        if (release.compareTo(OLDEST) >= 0) {
            return Requirement.met("kernel", "Linux " + release);
        }
        return Requirement.missing("kernel", "Linux " + release, "use Linux 5.12 or newer");
    }

    static HeldCapabilities held() {
        return HeldCapabilities.of(
                ProcessStatus.read(Path.of("/proc/self/status")), read("/proc/sys/kernel/cap_last_cap"));
    }

    /** In one read(2): files below /proc/sys answer nothing to a second one. */
    private static String read(String file) {
        return KernelFile.read(Path.of(file)).strip();
    }

    private static Requirement privileges() {
        if (held().available().contains(Capability.SYS_ADMIN)) {
            return Requirement.met("privileges", "this process holds CAP_SYS_ADMIN");
        }
        return Requirement.missing(
                "privileges",
                "this process, run by " + HostUsers.current() + ", holds no CAP_SYS_ADMIN",
                "run the JVM as root, or in a container that was given the capability SYS_ADMIN");
    }

    private static Requirement capabilities() {
        Set<Capability> missing = CapabilitySets.missingDefaults(held());
        if (missing.isEmpty()) {
            return Requirement.met("capabilities", "all that a container has by default are held");
        }
        return Requirement.limited(
                "capabilities",
                "not held, so no container gets them: " + missing,
                "give them to this process where programs in containers need them");
    }

    private static Requirement overlay() {
        boolean there =
                read("/proc/filesystems").lines().anyMatch(l -> l.strip().equals("nodev\toverlay"));
        if (there) {
            return Requirement.met("overlayfs", "the kernel has it");
        }
        return Requirement.limited(
                "overlayfs",
                "not loaded; the kernel may load it when it is first used",
                "load the module: modprobe overlay");
    }

    private static Requirement namespaces() throws IOException {
        try (Stream<Path> kinds = Files.list(Path.of("/proc/self/ns"))) {
            List<String> names =
                    kinds.map(p -> p.getFileName().toString()).sorted().toList();
            List<String> missing = Stream.of("mnt", "pid", "net", "ipc", "uts", "cgroup", "user")
                    .filter(n -> !names.contains(n))
                    .toList();
            if (missing.isEmpty()) {
                return Requirement.met("namespaces", String.join(" ", names));
            }
            return Requirement.missing(
                    "namespaces", "the kernel lacks " + missing, "use a kernel that is built with them");
        }
    }

    private static Requirement seccomp() {
        if (Files.exists(Path.of("/proc/sys/kernel/seccomp/actions_avail"))) {
            return Requirement.met("seccomp", "filters with " + read("/proc/sys/kernel/seccomp/actions_avail"));
        }
        return Requirement.missing("seccomp", "the kernel has no filters", "use a kernel with CONFIG_SECCOMP_FILTER");
    }

    private static Requirement cgroups() {
        CgroupLayout layout = CgroupLayout.detect();
        List<String> missing = Stream.of(Controller.DEVICES, Controller.MEMORY, Controller.CPU, Controller.PIDS)
                .filter(c -> layout.hierarchy(c).isEmpty())
                .map(Controller::legacyName)
                .toList();
        if (missing.isEmpty()) {
            return Requirement.met("cgroups", layout.toString());
        }
        return Requirement.limited(
                "cgroups",
                layout + "; not usable: " + missing,
                "containers run, but limits on these are refused: mount the controllers, or delegate them to this process");
    }

    private static Requirement launcher() {
        String arch = io.jebena.linux.libc.Arch.current().kernelName();
        String resource = "/META-INF/native/linux-" + arch + "/launcher";
        if (HostProbe.class.getResource(resource) != null) {
            return Requirement.met("launcher", "built for linux-" + arch);
        }
        return Requirement.missing(
                "launcher",
                "this jar holds none for linux-" + arch,
                "use a jar that was built with a C compiler for linux-" + arch);
    }
}
