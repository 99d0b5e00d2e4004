// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.container.Change;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the topmost directory of an overlay changes in those below. A name there hides what is below, a directory joins it unless
 * it is marked opaque, and the character device 0:0 deletes it.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
final class LayerChanges {
    private static final List<String> OPAQUE = List.of("trusted.overlay.opaque", "user.overlay.opaque");

    private final Layers layers;
    private final List<Change> changes = new ArrayList<>();

    LayerChanges(Layers layers) {
        this.layers = layers;
    }

    /** What lies below a directory: the same directory in each layer that takes part, the topmost first. */
    private record Below(List<RootedPath> directories) implements AutoCloseable {
        static Below open(List<Path> paths) {
            Below below = new Below(new ArrayList<>());
            try {
                paths.forEach(path -> below.directories.add(RootedPath.open(path.toString())));
                return below;
            } catch (RuntimeException | Error e) {
                below.close();
                throw e;
            }
        }

        /** What a name is below, if it is there. */
        Optional<FileStatus> status(byte[] name) {
            for (RootedPath directory : directories) {
                FileStatus status = statusIn(directory, name);
                if (status != null) {
                    return deletion(status) ? Optional.empty() : Optional.of(status);
                }
            }
            return Optional.empty();
        }

        /** What lies below a directory of this one. */
        Below child(byte[] name) {
            Below child = new Below(new ArrayList<>());
            try {
                for (RootedPath directory : directories) {
                    FileStatus status = statusIn(directory, name);
                    if (status != null) {
                        if (!status.is(FileStatus.S_IFDIR)) {
                            return child;
                        }
                        RootedPath inner = directory.directory(name);
                        child.directories.add(inner);
                        if (opaque(inner)) {
                            return child;
                        }
                    }
                }
                return child;
            } catch (RuntimeException | Error e) {
                child.close();
                throw e;
            }
        }

        List<byte[]> names() {
            Set<String> seen = new HashSet<>();
            List<byte[]> names = new ArrayList<>();
            for (RootedPath directory : directories) {
                for (byte[] name : directory.list()) {
                    if (seen.add(new String(name, StandardCharsets.ISO_8859_1))
                            && status(name).isPresent()) {
                        names.add(name);
                    }
                }
            }
            return names;
        }

        @Override
        public void close() {
            directories.forEach(RootedPath::close);
        }
    }

    private static @Nullable FileStatus statusIn(RootedPath directory, byte[] name) {
        try {
            return directory.status(name);
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT)) {
                return null;
            }
            throw e;
        }
    }

    private static boolean deletion(FileStatus status) {
        return status.is(FileStatus.S_IFCHR) && status.deviceMajor() == 0 && status.deviceMinor() == 0;
    }

    private static boolean opaque(RootedPath directory) {
        for (String name : OPAQUE) {
            if (directory
                    .fd()
                    .attribute(name)
                    .filter(v -> v.length > 0 && v[0] == 'y')
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Sorted by path; empty if nothing has been changed yet. */
    List<Change> list() {
        try (RootedPath top = RootedPath.open(layers.changes().toString());
                Below below = Below.open(layers.lowers())) {
            directory(top, below, "");
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
        changes.sort(Comparator.comparing(Change::path));
        return List.copyOf(changes);
    }

    /** True if something in it is changed. */
    private boolean directory(RootedPath top, Below below, String path) {
        int before = changes.size();
        for (byte[] name : top.list()) {
            try {
                entry(top, below, name, path + "/" + new String(name, StandardCharsets.UTF_8));
            } catch (SyscallException e) {
                // it is gone meanwhile
                if (!e.is(Errno.ENOENT)) {
                    throw e;
                }
            }
        }
        return changes.size() > before;
    }

    private void entry(RootedPath top, Below below, byte[] name, String path) {
        FileStatus status = top.status(name);
        Optional<FileStatus> was = below.status(name);
        if (deletion(status)) {
            was.ifPresent(gone -> changes.add(new Change(Change.Kind.DELETED, path)));
        } else if (!status.is(FileStatus.S_IFDIR)) {
            changes.add(new Change(was.isPresent() ? Change.Kind.CHANGED : Change.Kind.ADDED, path));
        } else {
            inner(top, below, name, path, status, was);
        }
    }

    private void inner(
            RootedPath top, Below below, byte[] name, String path, FileStatus status, Optional<FileStatus> was) {
        try (RootedPath directory = top.directory(name)) {
            if (was.filter(w -> w.is(FileStatus.S_IFDIR)).isEmpty()) {
                added(directory, path, was.isPresent());
                return;
            }
            boolean changed;
            try (Below child = below.child(name)) {
                if (opaque(directory)) {
                    changed = replaced(directory, child, path);
                } else {
                    changed = directory(directory, child, path);
                }
            }
            if (changed || !same(status, was.get())) {
                changes.add(new Change(Change.Kind.CHANGED, path));
            }
        }
    }

    private void added(RootedPath directory, String path, boolean replaces) {
        boolean filled;
        try (Below nothing = new Below(List.of())) {
            filled = directory(directory, nothing, path);
        }
        boolean onlyToMountOn = layers.mountPoints().contains(path.substring(1)) && !filled;
        if (!onlyToMountOn) {
            changes.add(new Change(replaces ? Change.Kind.CHANGED : Change.Kind.ADDED, path));
        }
    }

    /** A directory that was removed and made again: nothing of what was in it shows through. */
    private boolean replaced(RootedPath directory, Below child, String path) {
        Set<String> there = new HashSet<>();
        for (byte[] name : directory.list()) {
            there.add(new String(name, StandardCharsets.ISO_8859_1));
        }
        for (byte[] name : child.names()) {
            if (!there.contains(new String(name, StandardCharsets.ISO_8859_1))) {
                changes.add(new Change(Change.Kind.DELETED, path + "/" + new String(name, StandardCharsets.UTF_8)));
            }
        }
        directory(directory, child, path);
        return true;
    }

    /** A directory is copied up for the sake of what is in it, too. */
    private static boolean same(FileStatus a, FileStatus b) {
        return a.mode() == b.mode()
                && a.user() == b.user()
                && a.group() == b.group()
                && a.modifySeconds() == b.modifySeconds()
                && a.modifyNanos() == b.modifyNanos();
    }
}
