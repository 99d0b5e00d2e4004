// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Hears what happens to the files of directories: inotify. */
public final class DirectoryWatch implements AutoCloseable {
    private static final int IN_MODIFY = 0x2;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_CREATE = 0x100;
    private static final int IN_MOVE_SELF = 0x800;
    private static final int IN_ONLYDIR = 0x0100_0000;
    private static final int IN_DONT_FOLLOW = 0x0200_0000;
    private static final int IN_IGNORED = 0x8000;
    private static final int CHUNK = 64 * 1024;

    /** struct inotify_event: watch, mask, cookie, length of the name that follows. */
    private static final int EVENT = 16;

    private final Fd inotify = Fd.own(Kernel.descriptors().inotify());
    private final ByteBuffer events = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.nativeOrder());

    /** Watches nothing yet. */
    public DirectoryWatch() {}

    /**
     * The descriptor that is ready to read when there is something for {@link #changed}.
     *
     * @return owned by this
     */
    public Fd fd() {
        return inotify;
    }

    /**
     * Watches a directory, if it is not watched yet: files in it that are made, written or renamed.
     *
     * @param directory host path
     * @return the watch's number
     * @throws SyscallException if there is no such directory, or the user has too many watches
     */
    public int add(Path directory) {
        int mask = IN_MODIFY | IN_MOVED_TO | IN_CREATE | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW;
        return Kernel.descriptors().addWatch(inotify.number(), directory.toString(), mask);
    }

    /**
     * Watches a directory no more.
     *
     * @param watch the watch's number
     */
    public void remove(int watch) {
        try {
            Kernel.descriptors().removeWatch(inotify.number(), watch);
        } catch (SyscallException e) {
            if (!e.is(Errno.EINVAL)) { // it has gone with its directory
                throw e;
            }
        }
    }

    /**
     * What has happened since the last call. For one thread.
     *
     * @return the watches' numbers; -1 stands for all, where events were lost
     */
    public Set<Integer> changed() {
        Set<Integer> changed = new TreeSet<>();
        events.clear();
        while (inotify.read(events) > 0) {
            events.flip();
            while (events.remaining() >= EVENT) {
                int at = events.position();
                int mask = events.getInt(at + 4);
                if ((mask & IN_IGNORED) == 0) {
                    changed.add(events.getInt(at));
                }
                events.position(at + EVENT + events.getInt(at + 12));
            }
            events.clear();
        }
        return changed;
    }

    @Override
    public void close() {
        inotify.close();
    }
}
