// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.error.ContainerException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.oci.layer.ArchiveFormatException;
import io.jebena.oci.layer.EntryAttributes;
import io.jebena.oci.layer.EntryName;
import io.jebena.oci.layer.TarEntry;
import io.jebena.oci.layer.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Unpacks an archive into a directory of a tree that is in use. Names are looked up by the kernel inside the root. A link that was
 * there before is followed on the way, as {@code lib} into {@code usr/lib}; one that the archive itself has brought is not: an
 * entry below it is refused. A file takes the place of another file or link, never that of a directory, nor a directory that
 * of a file. Directories get their attributes at the end, deepest first.
 */
final class Unpacker implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;
    private static final int NEW_DIRECTORY = 0700;
    private static final int PRIVATE_FILE = 0600;
    private static final int MOST_OPEN = 64;

    private final RootedPath root;
    private final byte[] base;
    private final Setter setter;
    private final Set<EntryName> ownLinks = new HashSet<>();
    private final Map<EntryName, EntryAttributes> directories = new HashMap<>();
    private final OpenDirectories open = new OpenDirectories(MOST_OPEN);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    /**
     * Prepares it.
     *
     * @param root where names are looked up; stays the caller's
     * @param base the directory to unpack into, below the root
     * @param setter sets what entries carry besides their content
     */
    Unpacker(RootedPath root, byte[] base, Setter setter) {
        this.root = root;
        this.base = base;
        this.setter = setter;
    }

    /** Reads the archive to its end. */
    void unpack(InputStream tar) throws IOException {
        TarReader reader = new TarReader(tar);
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            EntryName name = EntryName.parse(relative(entry.name()));
            try {
                if (!name.isRoot()) {
                    entry(name, entry, reader);
                }
            } catch (SyscallException e) {
                throw explained(name, e);
            }
        }
        reader.drain();
        finish();
    }

    /** As tar does: a name from the root is one from the directory. */
    private static byte[] relative(byte[] name) {
        int start = 0;
        while (start < name.length && name[start] == '/') {
            start++;
        }
        return java.util.Arrays.copyOfRange(name, start, name.length);
    }

    private void entry(EntryName name, TarEntry entry, TarReader reader) throws IOException {
        RootedPath parent = parent(name);
        EntryAttributes attributes = setter.admitted(entry.attributes());
        if (entry.type() == TarEntry.Type.DIRECTORY) {
            directory(parent, name, attributes);
            return;
        }
        boolean inPlace = !cleared(parent, name);
        switch (entry.type()) {
            case FILE -> file(parent, name, entry, attributes, reader, inPlace);
            case SYMLINK -> {
                parent.makeSymlink(name.last(), entry.linkName());
                ownLinks.add(name);
                setter.byName(parent, name.last(), attributes, false);
            }
            case HARDLINK -> hardlink(parent, name, entry);
            default -> {
                node(parent, name, entry);
                setter.byName(parent, name.last(), attributes, true);
            }
        }
    }

    private void directory(RootedPath parent, EntryName name, EntryAttributes attributes) {
        try {
            parent.makeDirectory(name.last(), NEW_DIRECTORY);
        } catch (SyscallException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
            refuseOwnLink(name);
            if (!isDirectory(name)) {
                throw new ContainerException(name + " is no directory there, but one in the archive: remove it first");
            }
        }
        directories.put(name, attributes);
    }

    /** Whether it is one, or a link to one inside the root. */
    private boolean isDirectory(EntryName name) {
        try (Fd place = root.open(path(name), TreeCalls.O_PATH, 0)) {
            return place.status().is(FileStatus.S_IFDIR);
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ELOOP)) {
                return false;
            }
            throw e;
        }
    }

    private void refuseOwnLink(EntryName name) {
        if (ownLinks.contains(name)) {
            throw new ContainerException("the archive has an entry below " + name
                    + ", which it made a symbolic link: it may lead out of the directory");
        }
    }

    /** Removes what is in an entry's place; false if that is a mount, which can only be written into. */
    private boolean cleared(RootedPath parent, EntryName name) {
        try {
            parent.remove(name.last(), false);
            ownLinks.remove(name);
            return true;
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT)) {
                return true;
            }
            if (e.is(Errno.EBUSY)) {
                return false;
            }
            if (e.is(Errno.EISDIR) || e.is(Errno.EPERM) && isDirectory(name)) {
                throw new ContainerException(name + " is a directory there, but none in the archive: remove it first");
            }
            throw e;
        }
    }

    private void file(
            RootedPath parent,
            EntryName name,
            TarEntry entry,
            EntryAttributes attributes,
            TarReader reader,
            boolean inPlace)
            throws IOException {
        long how = inPlace ? TreeCalls.O_TRUNC : TreeCalls.O_CREAT | TreeCalls.O_EXCL;
        long flags = TreeCalls.O_WRONLY | TreeCalls.O_NOFOLLOW | TreeCalls.O_NONBLOCK | how;
        boolean complete = false;
        try (Fd file = parent.open(name.last(), flags, inPlace ? 0 : PRIVATE_FILE)) {
            long[] end = {0};
            reader.copyData((offset, bytes, start, length) -> {
                write(file, offset, bytes, start, length);
                end[0] = offset + length;
            });
            if (end[0] < entry.size()) {
                file.truncate(entry.size());
            }
            setter.open(file, attributes);
            complete = true;
        } finally {
            if (!complete && !inPlace) {
                removeQuietly(parent, name);
            }
        }
    }

    private static void removeQuietly(RootedPath parent, EntryName name) {
        try {
            parent.remove(name.last(), false);
        } catch (SyscallException e) {
            // the failure that led here is the one to tell
            if (!e.is(Errno.ENOENT)) {
                System.getLogger(Unpacker.class.getName())
                        .log(System.Logger.Level.DEBUG, "an unfinished file stays", e);
            }
        }
    }

    private void write(Fd file, long offset, byte[] bytes, int start, int length) {
        for (int done = 0; done < length; ) {
            int n = Math.min(BUFFER, length - done);
            buffer.clear().put(bytes, start + done, n).flip();
            file.writeFullyAt(buffer, offset + done);
            done += n;
        }
    }

    private void hardlink(RootedPath parent, EntryName name, TarEntry entry) throws ArchiveFormatException {
        EntryName existing = EntryName.parse(relative(entry.linkName()));
        if (existing.isRoot()) {
            throw new ArchiveFormatException("hard link " + name + " to a directory");
        }
        parent.makeLink(name.last(), parent(existing), existing.last());
        if (ownLinks.contains(existing)) {
            ownLinks.add(name);
        }
    }

    private static void node(RootedPath parent, EntryName name, TarEntry entry) throws ArchiveFormatException {
        int type =
                switch (entry.type()) {
                    case CHARACTER_DEVICE -> FileStatus.S_IFCHR;
                    case BLOCK_DEVICE -> FileStatus.S_IFBLK;
                    default -> FileStatus.S_IFIFO;
                };
        TarEntry.Device device = entry.device();
        if (type == FileStatus.S_IFCHR && device.major() == 0 && device.minor() == 0) {
            throw new ArchiveFormatException(name + " is the character device 0:0, which hides files in an overlay");
        }
        parent.makeNode(name.last(), type | PRIVATE_FILE, (int) device.major(), (int) device.minor());
    }

    /** The directory that a name is in, made if it is missing. */
    private RootedPath parent(EntryName name) {
        EntryName above = name.parent();
        for (EntryName n = above; !n.isRoot(); n = n.parent()) {
            refuseOwnLink(n);
        }
        return open.get(above, () -> directoryOf(above));
    }

    private RootedPath directoryOf(EntryName name) {
        try {
            return RootedPath.of(root.open(path(name), TreeCalls.O_PATH | TreeCalls.O_DIRECTORY, 0));
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT) || name.isRoot()) {
                throw e;
            }
            RootedPath parent = parent(name);
            parent.makeDirectory(name.last(), NEW_DIRECTORY);
            setter.implied(parent, name.last());
            return parent.directory(name.last());
        }
    }

    private byte[] path(EntryName name) {
        byte[] below = name.bytes();
        byte[] path = java.util.Arrays.copyOf(base, base.length + 1 + below.length);
        path[base.length] = '/';
        System.arraycopy(below, 0, path, base.length + 1, below.length);
        return name.isRoot() && base.length == 0 ? new byte[] {'.'} : path;
    }

    private void finish() {
        List<EntryName> deepestFirst = new ArrayList<>(directories.keySet());
        deepestFirst.sort(Comparator.comparingInt(Unpacker::depth).reversed());
        for (EntryName name : deepestFirst) {
            Optional<EntryAttributes> attributes = Optional.ofNullable(directories.get(name));
            try (Fd directory = root.open(path(name), TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0)) {
                attributes.ifPresent(a -> setter.open(directory, a));
            } catch (SyscallException e) {
                throw explained(name, e);
            }
        }
    }

    private static int depth(EntryName name) {
        int depth = 0;
        for (EntryName n = name; !n.isRoot(); n = n.parent()) {
            depth++;
        }
        return depth;
    }

    private static ContainerException explained(EntryName name, SyscallException e) {
        String why =
                switch (e.errno()) {
                    case Errno.EROFS -> "the container's root or the volume it is in is read-only";
                    case Errno.ENOSPC, Errno.EDQUOT -> "there is no space left";
                    case Errno.ENOTDIR -> "something above it is no directory";
                    case Errno.ELOOP -> "symbolic links above it lead in a circle";
                    default -> e.errnoName();
                };
        return new ContainerException("cannot write " + name + ": " + why, e);
    }

    @Override
    public void close() {
        open.close();
    }
}
