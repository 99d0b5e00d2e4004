// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a container engine could leave on a host, at one moment: processes, mounts, control groups, temporary files. */
final class Leftovers {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final String OURS = "jebena";

    private final Set<String> things;

    private Leftovers(Set<String> things) {
        this.things = things;
    }

    /** Looks at the host. */
    static Leftovers now() {
        Set<String> things = new TreeSet<>();
        ProcessHandle.current()
                .descendants()
                .forEach(p -> things.add(
                        "process " + p.pid() + " " + p.info().command().orElse("")));
        try {
            try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
                mounts.map(line -> "mount " + line.split(" ", -1)[4]).forEach(things::add);
            }
            things.addAll(cgroups());
            try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                files.filter(f -> f.getFileName().toString().contains(OURS)).forEach(f -> things.add("file " + f));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Leftovers(things);
    }

    private static List<String> cgroups() throws IOException {
        List<String> found = new ArrayList<>();
        if (!Files.isDirectory(CGROUPS)) {
            return found;
        }
        Files.walkFileTree(CGROUPS, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.getFileName().toString().contains(OURS)) {
                    found.add("control group " + directory);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** What is there now and was not before. */
    List<String> since(Leftovers before) {
        return things.stream().filter(thing -> !before.things.contains(thing)).toList();
    }
}
