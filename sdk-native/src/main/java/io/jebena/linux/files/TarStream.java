// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.error.ContainerException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.oci.layer.EntryAttributes;
import io.jebena.oci.layer.EntryName;
import io.jebena.oci.layer.TarEntry;
import io.jebena.oci.layer.TarWriter;
import io.jebena.oci.layer.Xattr;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tree as a tar archive, made while it is read. Files are opened by descriptors of the directories they were found in, never
 * by path, and only regular ones are opened at all. What vanishes meanwhile is left out, what shrinks is filled up with zeros.
 * Sockets are left out: an archive has no word for them. Not thread-safe.
 */
final class TarStream extends InputStream {
    private static final int CHUNK = 256 * 1024;
    private static final byte[] NO_LINK = new byte[0];
    private static final TarEntry.Device NO_DEVICE = new TarEntry.Device(0, 0);

    /** A directory that is being gone through. */
    @SuppressWarnings("ArrayRecordComponent") // names are bytes to the kernel, and nobody compares levels
    private record Level(RootedPath directory, byte[] prefix, Iterator<byte[]> names) {}

    private record Inode(int major, int minor, long number) {}

    private final Owners owners;
    private final boolean oneMount;
    private final Runnable release;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Map<Inode, byte[]> linked = new HashMap<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).limit(0);
    private long mount;
    private byte[] pending = NO_LINK;
    private int pendingAt;
    private @Nullable Fd file;
    private long left;
    private int padding;
    private boolean ended;
    private boolean closed;

    private TarStream(Owners owners, boolean oneMount, Runnable release) {
        this.owners = owners;
        this.oneMount = oneMount;
        this.release = release;
    }

    /**
     * The archive of a file, link or directory with all below it.
     *
     * @param place names what is packed
     * @param name what it is called in the archive
     * @param owners as whom the archive names the owners
     * @param release run once, at the end or when the stream is closed
     */
    static TarStream of(Fd place, byte[] name, Owners owners, Runnable release) {
        TarStream stream = new TarStream(owners, false, release);
        try {
            stream.member(place, name);
            return stream;
        } catch (RuntimeException | Error e) {
            stream.close();
            throw e;
        }
    }

    /**
     * The archive of what is in a directory, without itself and without what is mounted in it.
     *
     * @param root the directory
     * @param owners as whom the archive names the owners
     * @param release run once, at the end or when the stream is closed
     */
    static TarStream ofContent(RootedPath root, Owners owners, Runnable release) {
        TarStream stream = new TarStream(owners, true, release);
        try {
            Fd top = root.open(".", TreeCalls.O_PATH | TreeCalls.O_DIRECTORY, 0);
            stream.mount = top.mountId();
            stream.enter(top, NO_LINK);
            return stream;
        } catch (RuntimeException | Error e) {
            stream.close();
            throw e;
        }
    }

    private void enter(Fd directory, byte[] prefix) {
        RootedPath opened = RootedPath.of(directory);
        try {
            List<byte[]> names = new ArrayList<>(opened.list());
            names.sort(Arrays::compareUnsigned);
            levels.push(new Level(opened, prefix, names.iterator()));
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the archive is closed");
        }
        if (length == 0) {
            return 0;
        }
        try {
            while (pendingAt == pending.length && file == null) {
                if (ended) {
                    return -1;
                }
                advance();
            }
            return pendingAt < pending.length ? header(into, offset, length) : content(into, offset, length);
        } catch (ContainerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private int header(byte[] into, int offset, int length) {
        int n = Math.min(length, pending.length - pendingAt);
        System.arraycopy(pending, pendingAt, into, offset, n);
        pendingAt += n;
        return n;
    }

    private void pend(byte[] bytes) {
        pending = bytes;
        pendingAt = 0;
    }

    private int content(byte[] into, int offset, int length) {
        Fd open = file;
        if (open != null && !chunk.hasRemaining()) {
            chunk.clear().limit((int) Math.min(CHUNK, left));
            if (open.read(chunk) <= 0) {
                // it has shrunk: its length is told already
                chunk.clear().limit((int) Math.min(CHUNK, left));
                chunk.put(new byte[chunk.remaining()]);
            }
            chunk.flip();
        }
        int n = Math.min(length, chunk.remaining());
        chunk.get(into, offset, n);
        left -= n;
        if (left == 0) {
            closeFile();
            pend(new byte[padding]);
        }
        return n;
    }

    private void closeFile() {
        Fd open = file;
        if (open != null) {
            open.close();
            file = null;
        }
    }

    /** The next member's header, or the end of the archive. */
    private void advance() {
        Level level = levels.peek();
        if (level == null) {
            pend(TarWriter.end());
            ended = true;
        } else if (level.names().hasNext()) {
            byte[] name = level.names().next();
            try (Fd place = level.directory().open(name, TreeCalls.O_PATH | TreeCalls.O_NOFOLLOW, 0)) {
                member(place, joined(level.prefix(), name));
            } catch (SyscallException e) {
                if (!e.is(Errno.ENOENT)) {
                    throw e;
                }
            }
        } else {
            levels.pop().directory().close();
        }
    }

    private static byte[] joined(byte[] prefix, byte[] name) {
        if (prefix.length == 0) {
            return name;
        }
        byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        if (joined.length > EntryName.MAX_LENGTH) {
            throw new ContainerException("a path of " + joined.length + " bytes cannot be packed: the limit is "
                    + EntryName.MAX_LENGTH + "; it begins with " + printable(Arrays.copyOf(joined, 64)));
        }
        return joined;
    }

    private static String printable(byte[] name) {
        return new String(name, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void member(Fd place, byte[] name) {
        FileStatus status = place.status();
        boolean mounted = oneMount && place.mountId() != mount;
        switch (status.mode() & FileStatus.S_IFMT) {
            case FileStatus.S_IFDIR -> {
                pend(header(TarEntry.Type.DIRECTORY, name, NO_LINK, place, status, 0));
                if (!mounted) {
                    enter(place.duplicate(), name);
                }
            }
            case FileStatus.S_IFREG -> file(place, name, status, mounted ? 0 : status.size());
            case FileStatus.S_IFLNK -> other(TarEntry.Type.SYMLINK, place, name, status, place.readLink());
            case FileStatus.S_IFCHR -> other(TarEntry.Type.CHARACTER_DEVICE, place, name, status, NO_LINK);
            case FileStatus.S_IFBLK -> other(TarEntry.Type.BLOCK_DEVICE, place, name, status, NO_LINK);
            case FileStatus.S_IFIFO -> other(TarEntry.Type.FIFO, place, name, status, NO_LINK);
            default -> {
                // a socket
            }
        }
    }

    private void other(TarEntry.Type type, Fd place, byte[] name, FileStatus status, byte[] link) {
        pend(header(type, name, link, place, status, 0));
    }

    private void file(Fd place, byte[] name, FileStatus status, long size) {
        if (status.links() > 1) {
            Inode inode = new Inode(status.fileSystemMajor(), status.fileSystemMinor(), status.inode());
            byte[] first = linked.putIfAbsent(inode, name);
            if (first != null) {
                other(TarEntry.Type.HARDLINK, place, name, status, first);
                return;
            }
        }
        Fd opened = size == 0 ? null : Fd.open(place.procPath(), TreeCalls.O_RDONLY | TreeCalls.O_NONBLOCK, 0);
        file = opened;
        left = size;
        padding = TarWriter.padding(size);
        pend(header(TarEntry.Type.FILE, name, NO_LINK, place, status, size));
    }

    private byte[] header(TarEntry.Type type, byte[] name, byte[] link, Fd place, FileStatus status, long size) {
        boolean device = type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
        TarEntry.Device number = device ? new TarEntry.Device(status.deviceMajor(), status.deviceMinor()) : NO_DEVICE;
        EntryAttributes attributes = new EntryAttributes(
                status.mode() & 07777,
                owners.userSeen(status.user()),
                owners.groupSeen(status.group()),
                Instant.ofEpochSecond(status.modifySeconds(), status.modifyNanos()),
                type == TarEntry.Type.HARDLINK ? List.of() : attributes(place));
        return TarWriter.header(type, name, link, attributes, size, number);
    }

    private static List<Xattr> attributes(Fd place) {
        List<Xattr> kept = new ArrayList<>();
        for (String name : place.attributes()) {
            if (!name.startsWith("trusted.overlay.")
                    && !name.startsWith("user.overlay.")
                    && !name.equals("security.selinux")) {
                place.attribute(name).ifPresent(value -> kept.add(new Xattr(name, value)));
            }
        }
        return kept;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeFile();
        levels.forEach(level -> level.directory().close());
        levels.clear();
        release.run();
    }
}
