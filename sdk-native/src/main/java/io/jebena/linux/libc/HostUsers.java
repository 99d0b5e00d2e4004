// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.Passwd;

/**
 * The host's own users, by the C library's look-up (getpwuid(3)), so that directory services are asked too. For messages
 * and paths of the host only: users inside a container are read from its own files.
 */
public final class HostUsers {
    private HostUsers() {}

    /**
     * The user that this process acts as.
     *
     * @return such as {@code alice (uid 1000)}, without the name where there is none
     */
    public static String current() {
        POSIX posix = POSIXFactory.getNativePOSIX();
        return describe(posix, posix.geteuid());
    }

    static String describe(POSIX posix, int uid) {
        Passwd entry = posix.getpwuid(uid);
        String id = Integer.toUnsignedString(uid);
        return entry == null ? "uid " + id : entry.getLoginName() + " (uid " + id + ")";
    }
}
