// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.lsm;

import io.jebena.error.HostRequirementException;
import io.jebena.linux.libc.Kernel;
import io.jebena.security.Landlock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What Landlock is told, in its own bits (linux/landlock.h).
 *
 * @param governed what is denied unless a path allows it: all that the kernel knows
 * @param paths what is allowed, by path
 */
public record LandlockRing(long governed, Map<String, Long> paths) {
    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ = 1 << 2 | 1 << 3;
    private static final long REMOVE = 1 << 4 | 1 << 5;
    private static final long MAKE_DEVICE = 1 << 6 | 1 << 11;
    private static final long MAKE = 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 12;
    private static final long FIRST = (1 << 13) - 1;
    private static final long REFER = 1 << 13;
    private static final long TRUNCATE = 1 << 14;
    private static final long IOCTL_DEVICE = 1 << 15;
    private static final long WRITE = READ | WRITE_FILE | REMOVE | MAKE | REFER | TRUNCATE | IOCTL_DEVICE;

    /**
     * Copies the paths.
     *
     * @param governed what is denied
     * @param paths what is allowed
     */
    public LandlockRing {
        paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
    }

    /**
     * For the kernel that is running.
     *
     * @param landlock what is asked for
     * @return what the kernel is told
     * @throws HostRequirementException if the kernel has no Landlock
     */
    public static LandlockRing of(Landlock landlock) {
        return of(landlock, Kernel.processes().landlockVersion());
    }

    /** For a kernel that knows a version of Landlock; below 1 for one that knows none. */
    static LandlockRing of(Landlock landlock, int version) {
        if (version < 1) {
            throw new HostRequirementException(
                    "this kernel has no Landlock",
                    "boot a kernel from 5.13 on with CONFIG_SECURITY_LANDLOCK and landlock in its lsm= list, or leave the"
                            + " ring out");
        }
        long known =
                FIRST | (version >= 2 ? REFER : 0) | (version >= 3 ? TRUNCATE : 0) | (version >= 5 ? IOCTL_DEVICE : 0);
        Map<String, Long> paths = new LinkedHashMap<>();
        landlock.paths().forEach((path, access) -> paths.put(path, bits(access) & known));
        return new LandlockRing(known, paths);
    }

    private static long bits(Landlock.Access access) {
        return switch (access) {
            case READ -> READ;
            case EXECUTE -> READ | EXECUTE;
            case WRITE -> WRITE;
            case ALL -> WRITE | EXECUTE | MAKE_DEVICE;
        };
    }
}
