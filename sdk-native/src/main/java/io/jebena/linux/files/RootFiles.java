// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.container.Change;
import io.jebena.container.ContainerFiles;
import io.jebena.container.FileStat;
import io.jebena.error.ContainerException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.oci.layer.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The files of one container, reached through its root. Thread-safe. */
public final class RootFiles implements ContainerFiles {
    private static final int BUFFER = 128 * 1024;
    private static final byte[] HERE = {'.'};

    private final RootAccess access;

    /**
     * The files of a container.
     *
     * @param access how its root is come by
     */
    public RootFiles(RootAccess access) {
        this.access = access;
    }

    @Override
    public List<Change> diff() {
        return access.keeping(() -> new LayerChanges(access.layers()).list());
    }

    @Override
    public FileStat stat(String path) {
        ContainerPath wanted = ContainerPath.of("path", path);
        try (RootView view = access.reading();
                Fd place = find(view.root(), wanted)) {
            FileStatus status = place.status();
            boolean link = status.is(FileStatus.S_IFLNK);
            return new FileStat(
                    wanted.isRoot() ? "/" : wanted.lastName(),
                    status.size(),
                    status.mode(),
                    view.owners().userSeen(status.user()),
                    view.owners().groupSeen(status.group()),
                    Instant.ofEpochSecond(status.modifySeconds(), status.modifyNanos()),
                    link ? Optional.of(new String(place.readLink(), StandardCharsets.UTF_8)) : Optional.empty());
        }
    }

    /** The file itself: a link at the end is not followed, unless what it leads to must be a directory. */
    private Fd find(RootedPath root, ContainerPath path) {
        long flags = TreeCalls.O_PATH | (path.directory() ? TreeCalls.O_DIRECTORY : TreeCalls.O_NOFOLLOW);
        try {
            return root.open(path.bytes(), flags, 0);
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
                throw missing(path.toString(), e);
            }
            throw e;
        }
    }

    private NotFoundException missing(String path, SyscallException cause) {
        NotFoundException missing = new NotFoundException("file", path + " in container " + access.container());
        missing.initCause(cause);
        return missing;
    }

    @Override
    public InputStream pack(String source) {
        ContainerPath path = ContainerPath.of("source", source);
        return packed(path, path.content() ? HERE : path.last());
    }

    private InputStream packed(ContainerPath path, byte[] name) {
        RootView view = access.reading();
        try (Fd place = find(view.root(), path)) {
            return TarStream.of(place, name, view.owners(), view::close);
        } catch (RuntimeException | Error e) {
            view.close();
            throw e;
        }
    }

    @Override
    public void export(OutputStream tar) {
        RootView view = access.reading();
        try (InputStream content = TarStream.ofContent(view.root(), view.owners(), view::close)) {
            content.transferTo(tar);
        } catch (IOException e) {
            throw failed("export the files of", e);
        }
    }

    private ContainerException failed(String what, IOException e) {
        if (e.getCause() instanceof ContainerException cause) {
            return cause;
        }
        return new ContainerException("cannot " + what + " container " + access.container() + ": " + e.getMessage(), e);
    }

    @Override
    public void unpack(InputStream tar, String directory) {
        ContainerPath target = ContainerPath.of("directory", directory);
        InputStream buffered = tar.markSupported() ? tar : new BufferedInputStream(tar, BUFFER);
        access.writing(view -> {
            requireDirectory(view.root(), target);
            try {
                // not closed: the stream stays the caller's
                InputStream plain = Compression.detect(buffered).open(buffered);
                unpack(plain, view, target.bytes(), true);
            } catch (IOException e) {
                throw failed("unpack into", e);
            }
        });
    }

    private static void unpack(InputStream tar, RootView view, byte[] base, boolean owners) throws IOException {
        try (Unpacker unpacker = new Unpacker(view.root(), base, new Setter(view.owners(), owners))) {
            unpacker.unpack(tar);
        }
    }

    private void requireDirectory(RootedPath root, ContainerPath path) {
        try (Fd place = root.open(path.bytes(), TreeCalls.O_PATH, 0)) {
            if (!place.status().is(FileStatus.S_IFDIR)) {
                throw new InvalidSpecException(
                        "directory",
                        "extraction point is not a directory: " + path + " in container " + access.container());
            }
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                throw missing(path.toString(), e);
            }
            throw e;
        }
    }

    @Override
    public void copyTo(Path source, String target, boolean keepOwners) {
        ContainerPath wanted = ContainerPath.of("target", target);
        access.writing(view -> {
            try (HostPlace place = HostPlace.ofSource(source)) {
                Target into = target(view.root(), wanted, place);
                try (InputStream tar = TarStream.of(place.file(), into.name(), Owners.SAME, () -> {})) {
                    unpack(tar, view, into.directory(), keepOwners);
                }
            } catch (IOException e) {
                throw failed("copy " + source + " to", e);
            }
        });
    }

    /** Where a copy goes: under which name in which directory. */
    @SuppressWarnings("ArrayRecordComponent") // names are bytes to the kernel, and nobody compares targets
    private record Target(byte[] directory, byte[] name) {}

    private Target target(RootedPath root, ContainerPath wanted, HostPlace source) {
        try (Fd there = root.open(wanted.bytes(), TreeCalls.O_PATH, 0)) {
            if (there.status().is(FileStatus.S_IFDIR)) {
                return new Target(wanted.bytes(), source.name());
            }
            if (wanted.directory() || source.directory()) {
                throw new ContainerException(
                        "cannot copy to " + wanted + " in container " + access.container() + ": it is no directory");
            }
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
                throw e;
            }
            if (wanted.directory() && !source.directory()) {
                throw missing(wanted.toString(), e);
            }
        }
        ContainerPath parent = wanted.parent();
        requireDirectory(root, parent);
        return new Target(parent.bytes(), wanted.last());
    }

    @Override
    public void copyFrom(String source, Path target) {
        ContainerPath path = ContainerPath.of("source", source);
        boolean directory;
        try (RootView view = access.reading();
                Fd place = find(view.root(), path)) {
            directory = place.status().is(FileStatus.S_IFDIR);
        }
        byte[] own = path.content() ? HERE : path.last();
        try (HostPlace into = HostPlace.ofTarget(target, own, directory);
                InputStream tar = packed(path, into.name());
                Unpacker unpacker = new Unpacker(into.root(), new byte[0], new Setter(Owners.SAME, true))) {
            unpacker.unpack(tar);
        } catch (IOException e) {
            throw failed("copy " + source + " of", e);
        }
    }
}
