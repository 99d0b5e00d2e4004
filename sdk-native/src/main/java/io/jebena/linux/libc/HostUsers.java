// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.Passwd;

/**
 * The host's own users, by the C library's look-up (getpwuid(3)), so that directory services are asked too. For messages
 * and paths of the host only: users inside a container are read from its own files.
 */
public final class HostUsers {
    /** Looking one up may ask a server on the network, so once is enough. */
    private static final ConcurrentMap<Long, String> NAMES = new ConcurrentHashMap<>();

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

    /**
     * The host's name for a user.
     *
     * @param uid the user's id
     * @return its name, or the id itself if it has none
     */
    public static String name(long uid) {
        return NAMES.computeIfAbsent(uid, HostUsers::look);
    }

    private static String look(long uid) {
        Passwd entry = POSIXFactory.getNativePOSIX().getpwuid((int) uid);
        return entry == null ? Long.toString(uid) : entry.getLoginName();
    }

    static String describe(POSIX posix, int uid) {
        Passwd entry = posix.getpwuid(uid);
        String id = Integer.toUnsignedString(uid);
        return entry == null ? "uid " + id : entry.getLoginName() + " (uid " + id + ")";
    }
}
