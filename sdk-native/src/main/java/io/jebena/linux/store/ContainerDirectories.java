// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.linux.fd.HostFile;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.fd.TreeRemoval;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
