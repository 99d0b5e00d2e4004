// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.fd.TreeRemoval;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.oci.layer.LayerTarget;
import io.jebena.oci.layer.LayerTargets;
import java.nio.file.Path;
import java.util.List;

/** Makes and removes the directories of unpacked layers. Thread-safe. */
public final class RootedLayerTargets implements LayerTargets {
    /** Creates it; it has no state. */
    public RootedLayerTargets() {}

    @Override
    public LayerTarget open(Path directory, List<Path> lowers) {
        return new RootedLayerTarget(directory, lowers);
    }

    @Override
    public void sync(Path directory) {
        try (Fd open = Fd.open(directory.toAbsolutePath().toString(), TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0)) {
            open.syncFileSystem();
        }
    }

    @Override
    public void delete(Path directory) {
        Path absolute = directory.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("the root of the file system cannot be removed");
        }
        try (RootedPath above = RootedPath.open(parent.toString())) {
            TreeRemoval.remove(above, String.valueOf(absolute.getFileName()));
        }
    }
}
