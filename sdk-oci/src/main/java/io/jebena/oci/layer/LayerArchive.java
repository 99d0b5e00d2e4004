// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the archive of a layer comes from, compressed or not: a port. Used by one thread, but for {@link #copy()}. */
public interface LayerArchive {
    /**
     * Opens the archive.
     *
     * @return its bytes, closed by the caller; supports mark
     * @throws IOException if it cannot be read
     */
    InputStream open() throws IOException;

    /**
     * Who gets all bytes besides, while the layer is unpacked.
     *
     * @return called in a thread of its own; empty if nobody wants them
     */
    default Optional<DataSink> copy() {
        return Optional.empty();
    }

    /**
     * Called when all bytes were read and none was refused, before the layer gets its name.
     *
     * @throws IOException if the bytes are not to be trusted
     */
    default void complete() throws IOException {
        // the archive was verified before
    }

    /**
     * An archive that is a file.
     *
     * @param file the file
     * @return the archive
     */
    static LayerArchive of(Path file) {
        return () -> new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }
}
