// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.fd.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Plans of containers on a tmpfs that shows the host's programs read-only. */
final class Roots {
    static final int ALL = LaunchFlags.CLONE_NEWNS
            | LaunchFlags.CLONE_NEWPID
            | LaunchFlags.CLONE_NEWNET
            | LaunchFlags.CLONE_NEWIPC
            | LaunchFlags.CLONE_NEWUTS
            | LaunchFlags.CLONE_NEWCGROUP;
    static final int READ_ONLY = LaunchFlags.ATTR_RDONLY | LaunchFlags.ATTR_NOSUID | LaunchFlags.ATTR_NODEV;
    private static final int SCALE = Integer.getInteger("jebena.test.timeoutScale", 1);
    static final boolean EMULATED = SCALE > 1;
    static final Duration LIMIT = Duration.ofSeconds(30L * SCALE);
    static final List<String> ENVIRONMENT = List.of("PATH=/usr/bin:/bin");
    private static final long PRIVATE = 0x44000;

    private Roots() {}

    static void needRoot() {
        boolean root = System.getProperty("user.name", "").equals("root");
        if (!root) {
            System.out.println("skipped: needs root, for namespaces without a user namespace around them");
        }
        Assumptions.assumeTrue(root);
    }

    /** Up to an entered root with /usr, /proc and /dev. */
    static LaunchPlanBuilder container(Path directory) {
        LaunchPlanBuilder plan = LaunchPlan.builder()
                .namespaces(ALL)
                .mount("", "/", "", PRIVATE, "")
                .mount("tmpfs", directory.toString(), "tmpfs", 0, "mode=755");
        List<String> links = List.of("bin", "lib", "lib64");
        plan.openTree(0, "/usr", true).root(directory.toString()).mkdir("/usr", 0755, 0, 0);
        plan.attach(0, "/usr", READ_ONLY, 0, (int) PRIVATE & ~0x4000, false);
        for (String link : links) {
            plan.symlink("usr/" + link, "/" + link);
        }
        return plan.mkdir("/proc", 0555, 0, 0)
                .fsMount("proc", "proc", "/proc", List.of(), LaunchFlags.ATTR_NOSUID | LaunchFlags.ATTR_NODEV)
                .mkdir("/dev", 0755, 0, 0)
                .fsMount("tmpfs", "tmpfs", "/dev", List.of("mode=755", "size=64k"), LaunchFlags.ATTR_NOSUID)
                .characterDevice("/dev/null", 0666, 1, 3)
                .pivot()
                .open("/dev/null", 2, 0);
    }

    static LaunchPlan shell(LaunchPlanBuilder plan, String script) {
        return plan.exec(List.of("/usr/bin/sh"), List.of("sh", "-c", script), ENVIRONMENT)
                .build();
    }

    static ProcessExit runToEnd(LaunchServer server, LaunchPlan plan) throws Exception {
        Launch launch = server.spawn(plan);
        try (LaunchedProcess process = launch.awaitStarted(LIMIT)) {
            return end(process);
        }
    }

    static ProcessExit end(LaunchedProcess process) throws Exception {
        return process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** What a shell in such a container prints. */
    static String output(LaunchServer server, LaunchPlanBuilder plan, String script) throws Exception {
        try (Pipe out = Pipe.open()) {
            Launch launch = server.spawn(shell(plan.fd(out.writeEnd(), 1).fd(out.writeEnd(), 2), script));
            out.writeEnd().close();
            try (LaunchedProcess process = launch.awaitStarted(LIMIT)) {
                String text = new String(KernelFile.readFully(out.readEnd()), StandardCharsets.UTF_8);
                end(process);
                return text.strip();
            }
        }
    }

    static int descriptorsOf(long pid) {
        String[] names = Path.of("/proc/" + pid + "/fd").toFile().list();
        return names == null ? -1 : names.length;
    }

    /** Directory of a new group in any hierarchy that can be written, or null. */
    static Path newGroup(String name) throws java.io.IOException {
        for (String hierarchy : List.of("/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids", "/sys/fs/cgroup")) {
            Path group = Path.of(hierarchy, name);
            if (Files.exists(Path.of(hierarchy, "cgroup.procs")) && Files.isWritable(Path.of(hierarchy))) {
                return Files.createDirectory(group);
            }
        }
        System.out.println("skipped: no control group hierarchy can be written here");
        Assumptions.assumeTrue(false);
        throw new IllegalStateException();
    }

    static Fd directory(Path path) {
        return Fd.open(path.toString(), io.jebena.linux.libc.TreeCalls.O_RDONLY, 0);
    }
}
