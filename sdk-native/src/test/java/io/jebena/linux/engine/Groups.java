// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The control groups of engines, looked for by name in every tree that is mounted. */
final class Groups {
    private static final int DEPTH = 8;

    private Groups() {}

    /** The groups of one engine and those below them, sorted; none if it has none. */
    static List<Path> of(String engine) {
        TreeSet<Path> found = new TreeSet<>();
        for (Path own : namedAfter("jebena-" + engine)) {
            walk(own, DEPTH).forEach(found::add);
        }
        return List.copyOf(found);
    }

    /** The groups of all engines. */
    static List<Path> ofAll() {
        return namedAfter("jebena-");
    }

    private static List<Path> namedAfter(String prefix) {
        List<Path> found = new ArrayList<>();
        for (Path tree : trees()) {
            for (Path group : walk(tree, DEPTH)) {
                if (group.getFileName().toString().startsWith(prefix)) {
                    found.add(group);
                }
            }
        }
        return found;
    }

    private static List<Path> trees() {
        List<Path> trees = new ArrayList<>();
        for (String line : HostSnapshot.lines(Path.of("/proc/self/mountinfo"))) {
            if (line.matches(".* - cgroup2? .*")) {
                trees.add(Path.of(line.split(" ", -1)[4]));
            }
        }
        return trees;
    }

    private static List<Path> walk(Path top, int depth) {
        List<Path> directories = new ArrayList<>();
        if (Files.isDirectory(top)) {
            directories.add(top);
            if (depth > 0) {
                for (Path child : children(top)) {
                    directories.addAll(walk(child, depth - 1));
                }
            }
        }
        return directories;
    }

    private static List<Path> children(Path group) {
        try (Stream<Path> files = Files.list(group)) {
            return files.filter(Files::isDirectory).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // removed meanwhile
        }
    }
}
