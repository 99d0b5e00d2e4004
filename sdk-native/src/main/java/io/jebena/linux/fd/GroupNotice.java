// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.TreeCalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the kernel when a control group has run out of memory. It hears, too, when the group is removed, and in
 * version 2 when other figures of the same file change: whoever is woken looks at the figures.
 */
public final class GroupNotice implements AutoCloseable {
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLPRI = 2;
    private static final int ENOUGH = 4096;

    private final Fd notice;
    private final @Nullable Fd watched;

    private GroupNotice(Fd notice, @Nullable Fd watched) {
        this.notice = notice;
        this.watched = watched;
    }

    /**
     * Listens to a group of version 1 ({@code cgroup.event_control}).
     *
     * @param group directory of the memory controller
     * @return what becomes readable
     */
    public static GroupNotice version1(Path group) {
        Fd event = Fd.own(Kernel.descriptors().eventfd());
        try (Fd subject = Fd.open(group.resolve("memory.oom_control").toString(), TreeCalls.O_RDONLY, 0)) {
            KernelFile.write(group.resolve("cgroup.event_control"), event.number() + " " + subject.number());
            return new GroupNotice(event, null);
        } catch (RuntimeException | Error e) {
            event.close();
            throw e;
        }
    }

    /**
     * Listens to a group of version 2 ({@code memory.events}), whose file is always readable and tells of changes as
     * priority data: an epoll of its own turns that into something to read.
     *
     * @param group its directory
     * @return what becomes readable
     */
    public static GroupNotice version2(Path group) {
        Fd subject = Fd.open(group.resolve("memory.events").toString(), TreeCalls.O_RDONLY, 0);
        try {
            Fd epoll = Fd.own(Kernel.descriptors().epoll());
            try {
                KernelFile.readAtMost(subject, ENOUGH);
                Kernel.descriptors().epollControl(epoll.number(), EPOLL_CTL_ADD, subject.number(), EPOLLPRI, 0);
                return new GroupNotice(epoll, subject);
            } catch (RuntimeException | Error e) {
                epoll.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            subject.close();
            throw e;
        }
    }

    /**
     * What becomes readable.
     *
     * @return its descriptor, owned by this object
     */
    public Fd fd() {
        return notice;
    }

    /** Takes the notice, so that the next one is heard. */
    public void take() {
        if (watched == null) {
            notice.read(ByteBuffer.allocateDirect(8));
        } else {
            Kernel.descriptors().readAt(watched.number(), ByteBuffer.allocateDirect(ENOUGH), 0);
        }
    }

    @Override
    public void close() {
        notice.close();
        if (watched != null) {
            watched.close();
        }
    }
}
