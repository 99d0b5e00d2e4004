// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.time.Instant;
import java.util.List;

/**
 * What an entry carries besides its content.
 *
 * @param mode permission bits with set-id and sticky bits, 0 to 07777
 * @param uid the owner's number, 0 to 4294967294
 * @param gid the group's number, 0 to 4294967294
 * @param modified the time of the last modification
 * @param xattrs the extended attributes, in the archive's order
 */
public record EntryAttributes(int mode, long uid, long gid, Instant modified, List<Xattr> xattrs) {
    /** The highest number a user or group can have: one more means "no change" to the kernel. */
    public static final long MAX_ID = 0xffff_fffeL;

    /**
     * Checks the ranges and copies the list. *
     *
     * @param mode permission bits with set-id and sticky bits, 0 to 07777
     * @param uid the owner's number, 0 to 4294967294
     * @param gid the group's number, 0 to 4294967294
     * @param modified the time of the last modification
     * @param xattrs the extended attributes, in the archive's order
     * @throws IllegalArgumentException if a number is out of range
     */
    public EntryAttributes {
        if (mode < 0 || mode > 07777) {
            throw new IllegalArgumentException("mode " + Integer.toOctalString(mode) + " is not within 0 to 7777");
        }
        if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
            throw new IllegalArgumentException("owner " + uid + ":" + gid + " is not within 0 to " + MAX_ID);
        }
        xattrs = List.copyOf(xattrs);
    }
}
