// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.nio.file.Path;
import java.util.List;

/** Makes and removes directories that hold unpacked layers: a port, as {@link LayerTarget} is. Thread-safe. */
public interface LayerTargets {
    /**
     * Opens a directory to unpack into.
     *
     * @param directory an existing empty directory
     * @param lowers the directories of the layers below, lowest first
     * @return the target, to be closed by the caller
     * @throws io.jebena.error.ContainerException if the kernel refuses
     */
    LayerTarget open(Path directory, List<Path> lowers);

    /**
     * Waits until all that was written to a directory's file system is on the disk.
     *
     * @param directory an existing directory
     * @throws io.jebena.error.ContainerException if something could not be written
     */
    void sync(Path directory);

    /**
     * Removes a directory and all below it, without following any link. A missing directory is no failure.
     *
     * @param directory what to remove
     * @throws io.jebena.error.ContainerException if the kernel refuses
     */
    void delete(Path directory);
}
