// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.oci.layer.EntryAttributes;
import io.jebena.oci.layer.EntryName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The layers below one that is being unpacked, asked what a directory is like there. */
final class LowerDirectories implements AutoCloseable {
    private final List<Path> lowers;
    private final List<RootedPath> topFirst = new ArrayList<>();

    LowerDirectories(List<Path> lowers) {
        this.lowers = lowers;
    }

    /** What a directory is like in the highest layer that has it; empty if none has, or the highest has hidden it. */
    Optional<EntryAttributes> attributes(EntryName name) {
        if (topFirst.isEmpty()) {
            for (int i = lowers.size() - 1; i >= 0; i--) {
                topFirst.add(RootedPath.open(lowers.get(i).toAbsolutePath().toString()));
            }
        }
        for (RootedPath lower : topFirst) {
            try (Fd found = lower.open(path(name), TreeCalls.O_PATH | TreeCalls.O_NOFOLLOW, 0)) {
                FileStatus status = found.status();
                return status.is(FileStatus.S_IFDIR) ? Optional.of(attributes(status)) : Optional.empty();
            } catch (SyscallException e) {
                // not in this layer; ENOTDIR where something above it is hidden or no directory
                if (!e.is(Errno.ENOENT)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static byte[] path(EntryName name) {
        return name.isRoot() ? new byte[] {'.'} : name.bytes();
    }

    private static EntryAttributes attributes(FileStatus status) {
        Instant modified = Instant.ofEpochSecond(status.modifySeconds(), status.modifyNanos());
        return new EntryAttributes(status.mode() & 07777, status.user(), status.group(), modified, List.of());
    }

    @Override
    public void close() {
        topFirst.forEach(RootedPath::close);
        topFirst.clear();
    }
}
