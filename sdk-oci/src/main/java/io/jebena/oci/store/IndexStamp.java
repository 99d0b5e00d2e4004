// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells one state of a file that is only ever replaced from another.
 *
 * @param file device and inode
 * @param modified when it was written
 * @param size in bytes
 * @param settled whether a later change cannot leave the stamp as it is
 */
record IndexStamp(@Nullable Object file, FileTime modified, long size, boolean settled) {
    /** Far more than the tick of file times, within which a file could be replaced twice and look the same. */
    private static final Duration TICK = Duration.ofMillis(50);

    static IndexStamp of(Path file) throws IOException {
        Instant now = Instant.now();
        BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
        boolean settled = a.lastModifiedTime().toInstant().plus(TICK).isBefore(now);
        return new IndexStamp(a.fileKey(), a.lastModifiedTime(), a.size(), settled);
    }
}
