// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.fd.GroupNotice;
import io.jebena.linux.fd.Poller;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.stream.Reactor;
import org.jspecify.annotations.Nullable;

/** Knows how often a container's memory has run out, and tells. Thread-safe. */
final class MemoryWatch {
    private static final System.Logger LOGGER = System.getLogger(MemoryWatch.class.getName());

    private final ContainerCgroup cgroup;
    private @Nullable Runnable listener;
    private long seen;
    private long told;
    private @Nullable Runnable end;

    MemoryWatch(ContainerCgroup cgroup) {
        this.cgroup = cgroup;
    }

    /** From here on the kernel says so at once. A container runs without being watched, too. */
    void begin(Reactor reactor) {
        try {
            cgroup.memoryNotice().ifPresent(notice -> begin(reactor, notice));
        } catch (SyscallException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "cannot hear of memory that runs out", e);
        }
    }

    private synchronized void begin(Reactor reactor, GroupNotice notice) {
        Poller.Registration[] registration = new Poller.Registration[1];
        try {
            registration[0] = reactor.watch(notice.fd(), () -> look(notice, registration[0]));
        } catch (RuntimeException | Error e) {
            notice.close();
            throw e;
        }
        // in the reactor's thread, where nobody is reading
        end = () -> reactor.execute(() -> {
            registration[0].cancel();
            notice.close();
        });
        // what was before anybody listened
        seen(cgroup.outOfMemory());
    }

    private synchronized void look(GroupNotice notice, Poller.Registration registration) {
        try {
            notice.take();
            seen(cgroup.outOfMemory());
        } catch (SyscallException e) {
            registration.cancel(); // the group is gone
        }
    }

    synchronized void seen(long times) {
        seen = Math.max(seen, times);
        tell();
    }

    /** The listener hears at once of what was before. */
    synchronized void listener(Runnable to) {
        listener = to;
        tell();
    }

    private void tell() {
        if (listener != null && told < seen) {
            told = seen;
            listener.run();
        }
    }

    synchronized void end() {
        if (end != null) {
            end.run();
            end = null;
        }
    }
}
