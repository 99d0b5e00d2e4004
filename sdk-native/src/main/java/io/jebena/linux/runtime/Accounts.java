// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.error.LaunchException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.identity.UserResolver;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Where the users and groups of a root are looked up: before the launch where the files are known then, else in the
 * root itself once it is mounted.
 */
final class Accounts {
    /** More than this is no account file; a container could offer one without end. */
    private static final long LIMIT = 8L * 1024 * 1024;

    /** Images never change: what was read once in a root of these layers holds for the next. */
    private static final ConcurrentMap<String, UserResolver> OF_LAYERS = new ConcurrentHashMap<>();

    private static final int KEPT = 256;

    private final Supplier<Optional<UserResolver>> known;
    private final Optional<String> layers;

    private Accounts(Supplier<Optional<UserResolver>> known, Optional<String> layers) {
        this.known = known;
        this.layers = layers;
    }

    /** Those of a directory that serves as the only layer: read anew at each start. */
    static Accounts ofDirectory(Path directory) {
        return new Accounts(
                () -> {
                    try (RootedPath root = RootedPath.open(directory.toString())) {
                        return Optional.of(read(root));
                    }
                },
                Optional.empty());
    }

    /** Those of an image: read in the first container that is made of it. */
    static Accounts ofLayers(String layers) {
        return new Accounts(() -> Optional.ofNullable(OF_LAYERS.get(layers)), Optional.of(layers));
    }

    /** What the container mounts over its root may hold other users: read in the container itself. */
    static Accounts unknown() {
        return new Accounts(Optional::empty, Optional.empty());
    }

    Optional<UserResolver> known() {
        return known.get();
    }

    /** Reads them in the root of a process. */
    UserResolver ofProcess(int pid) {
        UserResolver resolver = inProcess(pid);
        layers.ifPresent(key -> {
            if (OF_LAYERS.size() >= KEPT) {
                OF_LAYERS.clear();
            }
            OF_LAYERS.put(key, resolver);
        });
        return resolver;
    }

    static UserResolver inProcess(int pid) {
        try (RootedPath root = RootedPath.open("/proc/" + pid + "/root/")) {
            return read(root);
        }
    }

    private static UserResolver read(RootedPath root) {
        return new UserResolver(file(root, "/etc/passwd"), file(root, "/etc/group"));
    }

    /**
     * Looks first and opens then: opening a fifo would wait, and a device may do anything. The kernel's made-up files
     * say that they are empty, and are taken at their word: some block, some have no end.
     */
    private static byte[] file(RootedPath root, String path) {
        try (Fd place = root.open(path, TreeCalls.O_PATH, 0)) {
            FileStatus status = place.status();
            if (!status.is(FileStatus.S_IFREG) || status.size() == 0 || status.size() > LIMIT) {
                return new byte[0];
            }
            try (Fd file = Fd.open(place.procPath(), TreeCalls.O_RDONLY, 0)) {
                return KernelFile.readAtMost(file, (int) status.size());
            }
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
                return new byte[0];
            }
            throw unreadable(path, e);
        }
    }

    private static LaunchException unreadable(String path, SyscallException failure) {
        LaunchException refused = new LaunchException(
                "user",
                "read " + path + " of the container",
                failure.errno(),
                failure.errnoName() + " (errno " + failure.errno()
                        + "): repair that file of the image or root, or mount" + " another one over it");
        refused.initCause(failure);
        return refused;
    }
}
