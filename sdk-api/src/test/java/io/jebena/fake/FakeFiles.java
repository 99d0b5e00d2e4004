// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.container.Change;
import io.jebena.container.Container;
import io.jebena.container.ContainerFiles;
import io.jebena.container.ContainerState;
import io.jebena.container.FileStat;
import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files in memory: what was copied in, below a root that is empty. */
final class FakeFiles implements ContainerFiles {
    private static final int DIRECTORY = 0040755;
    private static final int REGULAR = 0100644;
    private static final int LINK = 0120777;

    private record Entry(int mode, byte @Nullable [] content, Optional<String> link, Instant modified) {}

    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final Container container;

    FakeFiles(Container container) {
        this.container = container;
        entries.put("/", new Entry(DIRECTORY, null, Optional.empty(), Instant.EPOCH));
    }

    private Entry find(String path) {
        if (container.state() == ContainerState.REMOVED) {
            throw new ContainerStateException("read the files of", container.name(), "not removed", "removed");
        }
        if (!path.startsWith("/")) {
            throw new InvalidSpecException("path", "\"" + path + "\" is no absolute path: begin it with '/'");
        }
        Entry entry = entries.get(path);
        if (entry == null) {
            throw new NotFoundException("file", path + " in container " + container.name());
        }
        return entry;
    }

    @Override
    public synchronized FileStat stat(String path) {
        Entry entry = find(path);
        int size = entry.content == null ? 0 : entry.content.length;
        String name = path.substring(path.lastIndexOf('/') + 1);
        return new FileStat(name, size, entry.mode, 0, 0, entry.modified, entry.link);
    }

    @Override
    public synchronized List<Change> diff() {
        return entries.keySet().stream()
                .filter(path -> !path.equals("/"))
                .map(path -> new Change(Change.Kind.ADDED, path))
                .toList();
    }

    @Override
    public synchronized void copyTo(Path source, String target, boolean keepOwners) {
        if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotFoundException("file", source + " on the host");
        }
        Entry there = entries.get(target);
        String base = there != null && there.mode == DIRECTORY
                ? target.replaceAll("/$", "") + "/" + source.getFileName()
                : target;
        find(base.lastIndexOf('/') == 0 ? "/" : base.substring(0, base.lastIndexOf('/')));
        try (Stream<Path> all = Files.walk(source)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String below = source.relativize(path).toString();
                entries.put(below.isEmpty() ? base : base + "/" + below, read(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry read(Path path) throws IOException {
        Instant modified =
                Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
        if (Files.isSymbolicLink(path)) {
            return new Entry(
                    LINK, null, Optional.of(Files.readSymbolicLink(path).toString()), modified);
        }
        return Files.isDirectory(path)
                ? new Entry(DIRECTORY, null, Optional.empty(), modified)
                : new Entry(REGULAR, Files.readAllBytes(path), Optional.empty(), modified);
    }

    @Override
    public synchronized void copyFrom(String source, Path target) {
        find(source);
        String name = source.substring(source.lastIndexOf('/') + 1);
        Path base = Files.isDirectory(target) ? target.resolve(name) : target;
        try {
            for (var entry : entries.tailMap(source).entrySet()) {
                if (entry.getKey().equals(source) || entry.getKey().startsWith(source + "/")) {
                    String below = entry.getKey().substring(source.length());
                    write(entry.getValue(), below.isEmpty() ? base : base.resolve(below.substring(1)));
                }
            }
        } catch (IOException e) {
            throw new ContainerException("cannot write " + target, e);
        }
    }

    private static void write(Entry entry, Path target) throws IOException {
        if (entry.link.isPresent()) {
            Files.createSymbolicLink(target, Path.of(entry.link.get()));
        } else if (entry.content == null) {
            Files.createDirectories(target);
        } else {
            Files.write(target, entry.content);
        }
    }

    @Override
    public void unpack(InputStream tar, String directory) {
        throw new UnsupportedOperationException("the fake knows no archives");
    }

    @Override
    public InputStream pack(String source) {
        throw new UnsupportedOperationException("the fake knows no archives");
    }

    @Override
    public void export(OutputStream tar) {
        throw new UnsupportedOperationException("the fake knows no archives");
    }
}
