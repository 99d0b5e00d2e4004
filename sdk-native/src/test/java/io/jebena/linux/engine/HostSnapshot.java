// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What this JVM and one engine root occupy at a moment: mounts, groups, child processes, descriptors, threads, files.
 * Two of them compared tell what was left behind. Other programs of the machine are not in it.
 */
final class HostSnapshot {
    private static final Duration SETTLED = Duration.ofSeconds(10L * Scale.FACTOR);

    private final Path root;
    private final TreeMap<String, Integer> things = new TreeMap<>();

    private HostSnapshot(Path root) {
        this.root = root;
        mounts();
        groups();
        processes();
        descriptors();
        threads();
        files();
    }

    /** Looks at the machine now; the root need not exist. */
    static HostSnapshot take(Path root) {
        return new HostSnapshot(root);
    }

    /** Waits until nothing is there that was not there then: some of it goes behind the callers' backs. */
    void assertNothingNew() {
        await().atMost(SETTLED)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(take(root).newSince(this)).isEmpty());
    }

    private List<String> newSince(HostSnapshot before) {
        List<String> grown = new ArrayList<>();
        things.forEach((thing, count) -> {
            int then = before.things.getOrDefault(thing, 0);
            if (count > then) {
                grown.add(thing + (then == 0 && count == 1 ? "" : ": " + then + " -> " + count));
            }
        });
        return grown;
    }

    private void add(String kind, String what) {
        things.merge(kind + " " + what, 1, Integer::sum);
    }

    private void mounts() {
        for (String line : lines(Path.of("/proc/self/mountinfo"))) {
            if (line.contains(root.toString())) {
                add("mount", line);
            }
        }
    }

    private void groups() {
        for (String engine : names(root.resolve("engines"))) {
            Groups.of(engine).forEach(group -> add("cgroup", group.toString()));
        }
    }

    private void processes() {
        ProcessHandle.current()
                .descendants()
                .forEach(p ->
                        add("process", p.pid() + " " + p.info().commandLine().orElse("")));
    }

    /** By what they are open on, without the numbers that differ each time; class files are opened when needed. */
    private void descriptors() {
        Path own = Path.of("/proc/self/fd");
        for (String number : names(own)) {
            try {
                String target = Files.readSymbolicLink(own.resolve(number)).toString();
                if (!target.endsWith(".jar") && !target.endsWith("/modules") && !target.matches("/proc/\\d+/fd")) {
                    add("descriptor", target.replaceAll("\\d{2,}", "#"));
                }
            } catch (IOException e) {
                // closed since it was listed
            }
        }
    }

    private void threads() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            // workers of the pool stay a while for the next task
            if (thread.getName().startsWith("jebena-reactor")
                    || thread.getName().startsWith("jebena-exit")) {
                add("thread", thread.getName());
            }
        }
    }

    private void files() {
        files(root);
    }

    /** A walk that does not mind what goes away in the middle of it. */
    private void files(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            add("file", file.toString());
            names(file).forEach(name -> files(file.resolve(name)));
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // a process that ended meanwhile
        }
    }

    /** The names in a directory, sorted; none if there is no such directory. */
    static Set<String> names(Path directory) {
        Set<String> names = new TreeSet<>();
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(f -> names.add(f.getFileName().toString()));
            } catch (IOException | UncheckedIOException e) {
                return names;
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return things.toString();
    }
}
