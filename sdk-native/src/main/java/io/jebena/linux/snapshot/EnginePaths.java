// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import java.nio.file.Path;

/**
 * The engine root's paths as a container's first process reaches them before it enters its own root. As the host's root
 * user it takes them as they are. As the mapped root of a user namespace it is a stranger that the engine root does not
 * let in: it stands in the data directory already and goes on from there.
 */
public final class EnginePaths {
    private static final String HERE = "/proc/self/cwd";

    private final Path data;
    private final Path mountPoint;
    private final boolean fromWithin;

    /**
     * A view of a root.
     *
     * @param data the engine root's data directory
     * @param mountPoint an empty directory in it
     * @param fromWithin whether the process has the data as its working directory and cannot enter the root again
     */
    public EnginePaths(Path data, Path mountPoint, boolean fromWithin) {
        this.data = data;
        this.mountPoint = mountPoint;
        this.fromWithin = fromWithin;
    }

    /**
     * The path to use.
     *
     * @param host absolute host path
     * @return the same, or what stands for it where it lies in the data
     */
    public String of(Path host) {
        if (fromWithin && host.startsWith(data)) {
            return HERE + "/" + data.relativize(host);
        }
        return host.toString();
    }

    /**
     * Where the root is put together.
     *
     * @return path of an empty directory
     */
    public String mountPoint() {
        return of(mountPoint);
    }
}
