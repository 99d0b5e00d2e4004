// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an engine could leave on its host: processes, mounts, control groups, files. Others' are none of its business. */
final class Leftovers {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final Set<String> before = new TreeSet<>();
    private final Set<String> groups = new TreeSet<>();
    private final Set<Path> roots = new TreeSet<>();

    private Leftovers() {}

    /** Notes what is there before there is an engine. */
    static Leftovers before() throws IOException {
        Leftovers leftovers = new Leftovers();
        walkGroups(directory -> leftovers.before.add(directory.getFileName().toString()));
        return leftovers;
    }

    /** Notes where the engine keeps its files. */
    void rememberRoot(Path root) {
        roots.add(root);
    }

    /** Notes the control groups in which a process is, as far as they are new. */
    void rememberProcess(int pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "cgroup"))) {
            for (Path name : Path.of(line.substring(line.lastIndexOf(':') + 1))) {
                if (!name.toString().isEmpty() && !before.contains(name.toString())) {
                    groups.add(name.toString());
                }
            }
        }
    }

    /** Everything that is still there. */
    List<String> find() throws IOException {
        Set<String> found = new TreeSet<>();
        ProcessHandle.current().descendants().forEach(p -> found.add("process " + p.pid()));
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes.filter(this::isInGroup).forEach(p -> found.add("process " + p.getFileName()));
        }
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            mounts.filter(line -> roots.stream().anyMatch(root -> line.contains(root.toString())))
                    .forEach(line -> found.add("mount " + line));
        }
        walkGroups(directory -> {
            if (groups.contains(directory.getFileName().toString())) {
                found.add("control group " + directory);
            }
        });
        roots.stream().filter(Files::exists).forEach(root -> found.add("file " + root));
        return List.copyOf(found);
    }

    private boolean isInGroup(Path process) {
        Path list = process.resolve("cgroup");
        try {
            return Files.exists(list) && groups.stream().anyMatch(Files.readString(list)::contains);
        } catch (IOException e) {
            // It ended while we looked.
            return false;
        }
    }

    private static void walkGroups(Consumer<Path> visitor) throws IOException {
        if (!Files.isDirectory(CGROUPS)) {
            return;
        }
        Files.walkFileTree(CGROUPS, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                visitor.accept(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException reason) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException reason) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
