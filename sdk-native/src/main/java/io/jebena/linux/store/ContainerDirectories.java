// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.linux.fd.HostFile;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.fd.TreeRemoval;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;

/**
 * The directories of containers. One appears under its container's id with its record in it, and disappears as a whole:
 * what is being made or removed has a name with the engine's id, so that the sweep after a crash knows whose it was.
 */
public final class ContainerDirectories {
    private static final int PASS_THROUGH = 0b111_001_001;

    private final EngineRoot root;
    private final String engine;

    /**
     * The directories of a root, as one engine uses them.
     *
     * @param root engine root
     * @param engine the engine's id
     */
    public ContainerDirectories(EngineRoot root, String engine) {
        this.root = root;
        this.engine = engine;
    }

    private static String passing(String engine, String id) {
        return "." + engine + "-" + id;
    }

    /**
     * Makes a container's directory and record, both at once for everybody else.
     *
     * @param container the record
     */
    public void make(ContainerRecord container) {
        String id = container.id().toString();
        Path fresh = root.containers().resolve(passing(engine, id));
        HostFile.makeDirectory(fresh, PASS_THROUGH);
        try {
            ContainerRecords.write(container, fresh);
            HostFile.rename(fresh, root.container(id));
        } catch (RuntimeException e) {
            delete(passing(engine, id));
            throw e;
        }
    }

    /**
     * Takes a container's directory out of sight; {@link #delete} does the rest.
     *
     * @param id container's id
     */
    public void hide(String id) {
        try {
            HostFile.rename(root.container(id), root.containers().resolve(passing(engine, id)));
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
    }

    /**
     * Deletes the files of a hidden container.
     *
     * @param id container's id
     */
    public void deleteHidden(String id) {
        delete(passing(engine, id));
    }

    /**
     * Deletes what a container changed in its root, before it ran for the first time.
     *
     * @param id container's id
     */
    public void deleteChanges(String id) {
        try (RootedPath directory = RootedPath.open(root.container(id).toString())) {
            TreeRemoval.remove(directory, "upper");
            TreeRemoval.remove(directory, "work");
        }
    }

    /**
     * Deletes what dead engines were making or removing.
     *
     * @param alive tells whether an engine of this id is
     */
    public void sweep(Predicate<String> alive) {
        try (RootedPath containers = RootedPath.open(root.containers().toString())) {
            for (byte[] entry : containers.list()) {
                String name = new String(entry, StandardCharsets.UTF_8);
                int end = name.indexOf('-');
                if (name.startsWith(".jebena-remove-")
                        || name.startsWith(".") && (end < 0 || !alive.test(name.substring(1, end)))) {
                    TreeRemoval.remove(containers, name);
                }
            }
        }
    }

    /**
     * Notes that the engine of a container is gone and that the container is what remains: nothing of it will change.
     *
     * @param id container's id
     */
    public void settle(String id) {
        EngineRoot.io("settle container " + id, () -> Files.createFile(settled(id)));
    }

    /**
     * Tells whether a container has been settled.
     *
     * @param id container's id
     * @return true once {@link #settle} was called
     */
    public boolean isSettled(String id) {
        return Files.exists(settled(id));
    }

    private Path settled(String id) {
        return root.container(id).resolve("settled");
    }

    /**
     * Notes that a container is being stopped by hand by an engine that does not run it: it is not to be started again.
     *
     * @param id container's id
     */
    public void markStopped(String id) {
        EngineRoot.io("stop container " + id, () -> {
            Path mark = stopped(id);
            return Files.exists(mark) ? mark : Files.createFile(mark);
        });
    }

    /**
     * Tells whether a container was stopped by an engine that does not run it. A single look, so that it never takes long.
     *
     * @param id container's id
     * @return true since {@link #markStopped}
     */
    public boolean isStopped(String id) {
        return Files.exists(stopped(id));
    }

    /**
     * Takes the note of {@link #markStopped} back.
     *
     * @param id container's id
     */
    public void forgetStop(String id) {
        EngineRoot.io("start container " + id, () -> Files.deleteIfExists(stopped(id)));
    }

    private Path stopped(String id) {
        return root.container(id).resolve("stopped");
    }

    /**
     * Tells how much a container's changes and output take on the disk.
     *
     * @param id container's id
     * @return bytes in files
     */
    public long size(String id) {
        long[] bytes = new long[1];
        return EngineRoot.io("measure container " + id, () -> {
            Files.walkFileTree(root.container(id), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // removed meanwhile
                }
            });
            return bytes[0];
        });
    }

    /**
     * Tells whether there is a container.
     *
     * @param id container's id
     * @return true if it has a directory
     */
    public boolean exists(String id) {
        return Files.isDirectory(root.container(id));
    }

    private void delete(String name) {
        try (RootedPath containers = RootedPath.open(root.containers().toString())) {
            TreeRemoval.remove(containers, name);
        }
    }
}
