// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.error.ContainerException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a container, whether it runs or not. Paths are looked up as the container's own processes would: a symbolic link
 * never leads out of its root. Thread-safe.
 */
public interface ContainerFiles {
    /**
     * What differs from that which the container was created with, without volumes and other mounts.
     *
     * @return sorted by path
     * @throws ContainerException if the container was created of a directory that it writes to itself
     */
    List<Change> diff();

    /**
     * Copies a file, directory or symbolic link of the host into the container, as {@code cp -a} does: into the target if that is a
     * directory, else under the target's name. Owners become root unless {@code keepOwners}.
     *
     * @param source on the host
     * @param target absolute, in the container; its parent must exist
     * @param keepOwners whether uid and gid are those of the source
     * @throws NotFoundException if the source or the target's parent does not exist
     * @throws ContainerException if the target cannot be written: read-only, no space, a directory in a file's place
     */
    void copyTo(Path source, String target, boolean keepOwners);

    /**
     * Copies a file, directory or symbolic link of the host into the container; everything then belongs to root.
     *
     * @param source on the host
     * @param target absolute, in the container; its parent must exist
     * @throws NotFoundException if the source or the target's parent does not exist
     * @throws ContainerException if the target cannot be written
     */
    default void copyTo(Path source, String target) {
        copyTo(source, target, false);
    }

    /**
     * Copies a file, directory or symbolic link of the container to the host: into the target if that is a directory, else under the
     * target's name. Modes and times are kept, owners as far as this Java process may set them.
     *
     * @param source absolute, in the container
     * @param target on the host; its parent must exist
     * @throws NotFoundException if the source or the target's parent does not exist
     * @throws ContainerException if the target cannot be written
     */
    void copyFrom(String source, Path target);

    /**
     * Unpacks an archive in the container: owners, modes, times, links and extended attributes as it has them.
     *
     * @param tar tar, plain or compressed with gzip, bzip2, xz or zstd; not closed
     * @param directory absolute, an existing directory in the container
     * @throws NotFoundException if the directory does not exist
     * @throws InvalidSpecException if it is no directory
     * @throws ContainerException if the archive is malformed, leads out of the directory, or the target cannot be written
     */
    void unpack(InputStream tar, String directory);

    /**
     * Packs a file, directory or symbolic link of the container; names begin with its own last name.
     *
     * @param source absolute, in the container; with {@code /.} at the end the content of a directory without its own name
     * @return plain tar (POSIX pax); to be closed
     * @throws NotFoundException if it does not exist
     */
    InputStream pack(String source);

    /**
     * Writes the whole file system, without volumes and other mounts.
     *
     * @param tar receives plain tar; not closed
     * @throws ContainerException if it cannot be written
     */
    void export(OutputStream tar);

    /**
     * Looks at a file.
     *
     * @param path absolute, in the container; a symbolic link at its end is not followed
     * @return what it is
     * @throws NotFoundException if it does not exist
     */
    FileStat stat(String path);
}
