// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Looks at the machine before the first test and after the last one: what is there of ours then, and was not before,
 * fails the run.
 */
public final class Leftovers implements LauncherSessionListener {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10L * Scale.FACTOR);

    private static final int FAILED = 70;
    private static final Path EPHEMERAL = Path.of("/var/lib/jebena/ephemeral");

    private Set<String> before = Set.of();

    /** Called by the service loader. */
    public Leftovers() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        before = ours();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        Set<String> left = eventuallyNone(() -> {
            Set<String> now = ours();
            now.removeAll(before);
            return now;
        });
        if (!left.isEmpty()) {
            fail("LEFT BEHIND by the tests:\n  " + String.join("\n  ", left) + "\n");
        }
    }

    /** An exception is only logged by some runners; a JVM that ends like this fails with all of them. */
    private static void fail(String message) {
        try (FileOutputStream error = new FileOutputStream(FileDescriptor.err)) { // System.err may be on its way yet
            error.write(message.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.err.println(message);
        } finally {
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private static Set<String> eventuallyNone(Supplier<Set<String>> look) {
        long deadline = System.nanoTime() + PATIENCE;
        Set<String> left = look.get();
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            left = look.get();
        }
        return left;
    }

    private static Set<String> ours() {
        Set<String> all = new TreeSet<>();
        processes(all);
        for (String line : HostSnapshot.lines(Path.of("/proc/self/mountinfo"))) {
            if (line.contains("jebena")) {
                all.add("mount " + line);
            }
        }
        Set<String> held = heldByOthers();
        for (Path group : Groups.ofAll()) {
            String engine = group.getFileName().toString().substring("jebena-".length());
            if (held.stream()
                    .noneMatch(file -> file.endsWith("/engines/" + engine) || file.contains("/containers/" + engine))) {
                all.add("cgroup " + group);
            }
        }
        for (String name : HostSnapshot.names(EPHEMERAL)) {
            if (held.stream().noneMatch(file -> file.startsWith(EPHEMERAL + "/" + name))) {
                all.add("file " + EPHEMERAL.resolve(name));
            }
        }
        all.remove("file " + EPHEMERAL.resolve("lock"));
        for (String link : HostSnapshot.names(Path.of("/sys/class/net"))) {
            if (link.startsWith("jeb")) {
                all.add("interface " + link);
            }
        }
        for (String name : HostSnapshot.names(Path.of("/dev/shm"))) {
            if (name.contains("jebena")) {
                all.add("file /dev/shm/" + name);
            }
        }
        return all;
    }

    private static void processes(Collection<String> all) {
        ProcessHandle.current()
                .descendants()
                .filter(p -> !Processes.hasEnded(p.pid()))
                .forEach(p -> all.add(
                        "process " + p.pid() + " " + p.info().commandLine().orElse("")));
        Processes.leftOf(List.of()).forEach(p -> all.add("process " + p));
    }

    /** What other JVMs have open: an engine's lease is among it as long as the engine is. */
    private static Set<String> heldByOthers() {
        Set<String> held = new TreeSet<>();
        String self = Long.toString(ProcessHandle.current().pid());
        for (String pid : HostSnapshot.names(Path.of("/proc"))) {
            if (Character.isDigit(pid.charAt(0)) && !pid.equals(self)) {
                Path descriptors = Path.of("/proc", pid, "fd");
                for (String number : HostSnapshot.names(descriptors)) {
                    held.add(target(descriptors.resolve(number)));
                }
            }
        }
        return held;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed";
        }
    }
}
