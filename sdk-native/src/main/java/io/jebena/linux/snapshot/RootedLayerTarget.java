// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import io.jebena.error.ImageException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.oci.layer.EntryAttributes;
import io.jebena.oci.layer.EntryName;
import io.jebena.oci.layer.LayerTarget;
import io.jebena.oci.layer.TarEntry;
import io.jebena.oci.layer.Xattr;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Unpacks a layer below a directory. Every name is reached through descriptors of directories that the kernel looked up
 * inside the root, and its last component without following a link: whoever swaps directories for links meanwhile gets
 * the entry somewhere else inside the root, never outside.
 *
 * <p>Directories are made with mode 0700 and get their attributes at the end, deepest first, so that a read-only one can
 * be filled, a set-group-id one does not pass its group on, and times stay. Who is not root owns everything himself, and
 * goes without devices and without attributes that only root can set: user namespaces show it that way, too.
 */
final class RootedLayerTarget implements LayerTarget {
    private static final System.Logger LOG = System.getLogger(RootedLayerTarget.class.getName());

    private static final int BUFFER = 512 * 1024;
    private static final int PRIVATE_DIRECTORY = 0700;
    private static final int PRIVATE_FILE = 0600;

    /** Directories kept open at once. */
    private static final int CACHED = 64;

    private static final byte[] YES = {'y'};
    private static final byte[] HERE = {'.'};
    private static final EntryAttributes PLAIN = new EntryAttributes(0755, 0, 0, Instant.EPOCH, List.of());

    private final RootedPath root;
    private final LowerDirectories lowers;
    private final boolean privileged;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    /** Attributes that directories get at the end. */
    private final Map<EntryName, EntryAttributes> directories = new HashMap<>();

    private final List<EntryName> opaques = new ArrayList<>();

    private final Map<EntryName, RootedPath> open = new LinkedHashMap<>(CACHED * 2, 0.75f, true);

    RootedLayerTarget(Path directory, List<Path> lowerDirectories) {
        privileged = Kernel.processes().effectiveUser() == 0;
        root = RootedPath.open(directory.toAbsolutePath().toString());
        lowers = new LowerDirectories(lowerDirectories);
        // an archive need not describe its root
        directories.put(EntryName.ROOT, lowers.attributes(EntryName.ROOT).orElse(PLAIN));
    }

    @Override
    public void directory(EntryName name, EntryAttributes attributes) {
        make(name);
        directories.put(name, attributes);
    }

    @Override
    public void impliedDirectory(EntryName name) {
        make(name);
        directories.put(name, lowers.attributes(name).orElse(PLAIN));
    }

    private void make(EntryName name) {
        if (!name.isRoot() && !directories.containsKey(name)) {
            parent(name).makeDirectory(name.last(), PRIVATE_DIRECTORY);
        }
    }

    @Override
    public void file(EntryName name, EntryAttributes attributes, long size, FileContent content) throws IOException {
        long flags = TreeCalls.O_WRONLY | TreeCalls.O_CREAT | TreeCalls.O_EXCL | TreeCalls.O_NOFOLLOW;
        try (Fd file = parent(name).open(name.last(), flags, PRIVATE_FILE)) {
            long[] end = {0};
            content.copyTo((offset, bytes, start, length) -> {
                write(file, offset, bytes, start, length);
                end[0] = offset + length;
            });
            if (end[0] < size) {
                file.truncate(size);
            }
            apply(file, attributes);
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

    /** The owner before mode and attributes: chown(2) clears set-id bits and capabilities. */
    private void apply(Fd file, EntryAttributes attributes) {
        if (privileged) {
            file.changeOwner(attributes.uid(), attributes.gid());
        }
        file.changeMode(attributes.mode());
        for (Xattr x : attributes.xattrs()) {
            setAttribute(x, file::setAttribute);
        }
        Instant modified = attributes.modified();
        file.changeTimes(modified.getEpochSecond(), modified.getNano());
    }

    @Override
    public void symlink(EntryName name, byte[] target, EntryAttributes attributes) {
        RootedPath parent = parent(name);
        byte[] last = name.last();
        parent.makeSymlink(last, target);
        applyByName(parent, last, attributes);
    }

    @Override
    public void node(EntryName name, TarEntry.Type type, TarEntry.Device device, EntryAttributes attributes) {
        int bits =
                switch (type) {
                    case CHARACTER_DEVICE -> FileStatus.S_IFCHR;
                    case BLOCK_DEVICE -> FileStatus.S_IFBLK;
                    case FIFO -> FileStatus.S_IFIFO;
                    default -> throw new IllegalArgumentException("no device: " + type);
                };
        if (!privileged && type != TarEntry.Type.FIFO) {
            LOG.log(System.Logger.Level.INFO, "device node {0} is left out: only root can make it", name);
            return;
        }
        RootedPath parent = parent(name);
        byte[] last = name.last();
        parent.makeNode(last, bits | PRIVATE_FILE, (int) device.major(), (int) device.minor());
        applyByName(parent, last, attributes);
        parent.changeMode(last, attributes.mode());
    }

    private void applyByName(RootedPath parent, byte[] last, EntryAttributes attributes) {
        if (privileged) {
            parent.changeOwner(last, attributes.uid(), attributes.gid());
        }
        for (Xattr x : attributes.xattrs()) {
            setAttribute(x, (name, value) -> parent.setAttribute(last, name, value));
        }
        Instant modified = attributes.modified();
        parent.changeTimes(last, modified.getEpochSecond(), modified.getNano());
    }

    /** What sets one attribute of one file. */
    private interface AttributeSetter {
        void set(byte[] name, byte[] value);
    }

    private void setAttribute(Xattr x, AttributeSetter setter) {
        try {
            setter.set(x.name().getBytes(StandardCharsets.UTF_8), x.value());
        } catch (SyscallException e) {
            // the host's file system has none, or a user's attribute on what is no file: an archive of another host
            if (e.is(Errno.EINVAL) || e.is(Errno.E2BIG) || e.is(Errno.ERANGE)) {
                throw new ImageException(
                        "the extended attribute " + x.name() + " has a value of " + x.value().length
                                + " bytes that makes no sense to the kernel",
                        e);
            }
            boolean unsupported =
                    e.is(Errno.EOPNOTSUPP) || (e.is(Errno.EPERM) && x.name().startsWith("user."));
            if (!unsupported && (privileged || !e.is(Errno.EPERM))) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "extended attribute {0} is left out: {1}", x.name(), e.getMessage());
        }
    }

    @Override
    public void hardlink(EntryName name, EntryName existing) {
        parent(name).makeLink(name.last(), parent(existing), existing.last());
    }

    /** Anybody may make the device 0:0 (Linux 5.8). */
    @Override
    public void whiteout(EntryName name) {
        parent(name).makeNode(name.last(), FileStatus.S_IFCHR, 0, 0);
    }

    @Override
    public void opaque(EntryName directory) {
        opaques.add(directory);
    }

    @Override
    public void commit() {
        byte[] attribute =
                (privileged ? "trusted.overlay.opaque" : "user.overlay.opaque").getBytes(StandardCharsets.US_ASCII);
        for (EntryName name : opaques) {
            try (Fd directory = openDirectory(name)) {
                directory.setAttribute(attribute, YES);
            }
        }
        List<EntryName> deepestFirst = new ArrayList<>(directories.keySet());
        deepestFirst.sort(Comparator.comparingInt(RootedLayerTarget::depth).reversed());
        for (EntryName name : deepestFirst) {
            EntryAttributes attributes = directories.get(name);
            if (attributes != null) {
                try (Fd directory = openDirectory(name)) {
                    apply(directory, attributes);
                }
            }
        }
    }

    private Fd openDirectory(EntryName name) {
        long flags = TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY | TreeCalls.O_NOFOLLOW;
        return root.open(name.isRoot() ? HERE : name.bytes(), flags, 0);
    }

    private static int depth(EntryName name) {
        if (name.isRoot()) {
            return 0;
        }
        int depth = 1;
        for (byte b : name.bytes()) {
            depth += b == '/' ? 1 : 0;
        }
        return depth;
    }

    private RootedPath parent(EntryName name) {
        EntryName above = name.parent();
        if (above.isRoot()) {
            return root;
        }
        RootedPath found = open.get(above);
        if (found == null) {
            found = root.directory(above.bytes());
            open.put(above, found);
            if (open.size() > CACHED) {
                EntryName oldest = open.keySet().iterator().next();
                RootedPath closing = open.remove(oldest);
                if (closing != null) {
                    closing.close();
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        open.values().forEach(RootedPath::close);
        open.clear();
        lowers.close();
        root.close();
    }
}
