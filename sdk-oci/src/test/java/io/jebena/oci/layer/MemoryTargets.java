// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Keeps unpacked layers in memory, and holds the caller to the port's promises. */
public final class MemoryTargets implements LayerTargets {
    /** Layers by directory. */
    private final Map<Path, Tree> trees = new ConcurrentHashMap<>();

    /** What happens when all is to be brought to the disk. */
    public volatile Runnable onSync = () -> {};

    /** One layer. */
    public static final class Tree implements LayerTarget {
        /** What was done, in order. */
        public final List<String> log = new ArrayList<>();

        /** Content by name. */
        public final Map<EntryName, byte[]> files = new LinkedHashMap<>();

        /** Attributes by name. */
        public final Map<EntryName, EntryAttributes> attributes = new LinkedHashMap<>();

        private final Map<EntryName, Boolean> isDirectory = new LinkedHashMap<>(Map.of(EntryName.ROOT, true));
        private boolean committed;

        @Override
        public void directory(EntryName name, EntryAttributes a) {
            if (!Boolean.TRUE.equals(isDirectory.get(name))) {
                create(name, true);
            }
            attributes.put(name, a);
            log.add("directory " + name);
        }

        @Override
        public void impliedDirectory(EntryName name) {
            create(name, true);
            log.add("implied " + name);
        }

        @Override
        public void file(EntryName name, EntryAttributes a, long size, FileContent content) throws IOException {
            create(name, false);
            attributes.put(name, a);
            byte[] bytes = new byte[Math.toIntExact(size)];
            long[] end = {0};
            content.copyTo((offset, buffer, start, length) -> {
                if (offset < end[0] || length <= 0) {
                    throw new AssertionError("pieces overlap or are empty");
                }
                System.arraycopy(buffer, start, bytes, (int) offset, length);
                end[0] = offset + length;
            });
            files.put(name, bytes);
            log.add("file " + name);
        }

        @Override
        public void symlink(EntryName name, byte[] target, EntryAttributes a) {
            create(name, false);
            attributes.put(name, a);
            log.add("symlink " + name + " -> " + EntryName.printable(target, 0, target.length));
        }

        @Override
        public void hardlink(EntryName name, EntryName existing) {
            if (!Boolean.FALSE.equals(isDirectory.get(existing))) {
                throw new AssertionError("hard link to nothing: " + existing);
            }
            create(name, false);
            log.add("hardlink " + name + " -> " + existing);
        }

        @Override
        public void node(EntryName name, TarEntry.Type type, TarEntry.Device device, EntryAttributes a) {
            create(name, false);
            attributes.put(name, a);
            log.add(type + " " + name + " " + device.major() + ":" + device.minor());
        }

        @Override
        public void whiteout(EntryName name) {
            create(name, false);
            log.add("whiteout " + name);
        }

        @Override
        public void opaque(EntryName directory) {
            if (!Boolean.TRUE.equals(isDirectory.get(directory))) {
                throw new AssertionError("opaque nothing: " + directory);
            }
            log.add("opaque " + directory);
        }

        private void create(EntryName name, boolean directory) {
            if (committed || isDirectory.containsKey(name) || !Boolean.TRUE.equals(isDirectory.get(name.parent()))) {
                throw new AssertionError("the port's promise is broken for " + name);
            }
            isDirectory.put(name, directory);
        }

        @Override
        public void commit() {
            committed = true;
        }

        @Override
        public void close() {
            log.add(committed ? "committed" : "abandoned");
        }

        /** Content of a file. */
        public byte[] content(String name) {
            byte[] content = files.get(EntryName.of(name));
            if (content == null) {
                throw new AssertionError("no file " + name + " in " + files.keySet());
            }
            return Arrays.copyOf(content, content.length);
        }
    }

    @Override
    public LayerTarget open(Path directory, List<Path> lowers) {
        Tree tree = new Tree();
        trees.put(directory, tree);
        try {
            Files.writeString(directory.resolve("unpacked"), lowers.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tree;
    }

    @Override
    public void sync(Path directory) {
        onSync.run();
    }

    @Override
    public void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The only layer unpacked so far. */
    public Tree only() {
        if (trees.size() != 1) {
            throw new AssertionError(trees.size() + " layers");
        }
        return trees.values().iterator().next();
    }

    /** How often something was unpacked. */
    public int count() {
        return trees.size();
    }
}
