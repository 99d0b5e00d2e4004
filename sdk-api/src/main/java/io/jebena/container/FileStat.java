// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import java.time.Instant;
import java.util.Optional;

/**
 * What a file in a container is.
 *
 * @param name its last name
 * @param size bytes
 * @param mode type and permissions as {@code stat(2)} gives them
 * @param uid owner, as the container sees it
 * @param gid group, as the container sees it
 * @param modified when it was last written
 * @param linkTarget what a symbolic link leads to; empty for everything else
 */
public record FileStat(
        String name, long size, int mode, long uid, long gid, Instant modified, Optional<String> linkTarget) {
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;

    /**
     * Whether it is a directory.
     *
     * @return true if so
     */
    public boolean directory() {
        return (mode & TYPE) == DIRECTORY;
    }

    /**
     * Whether it is a regular file.
     *
     * @return true if so
     */
    public boolean regular() {
        return (mode & TYPE) == REGULAR;
    }
}
