// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.nio.ByteBuffer;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** The loaded C library, and the one place where errno is read. */
final class Native {
    private static final Libc LIBC = LibraryLoader.create(Libc.class).load("c");
    private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    private Native() {}

    static Libc libc() {
        return LIBC;
    }

    static long address(ByteBuffer direct) {
        return Pointer.wrap(RUNTIME, direct).address();
    }

    /** Makes a call and answers its result, or {@code -errno}: read at once, nothing may stand between. */
    static long raw(long nr, long a, long b, long c, long d, long e, long f) {
        long result = LIBC.syscall(nr, a, b, c, d, e, f);
        if (result == -1) {
            return -LastError.getLastError(RUNTIME);
        }
        return result;
    }

    static long call(String operation, Object target, long nr, long a, long b, long c, long d, long e, long f) {
        long result = raw(nr, a, b, c, d, e, f);
        if (result < 0) {
            throw new SyscallException(operation, (int) -result, String.valueOf(target));
        }
        return result;
    }

    static long call(String operation, Object target, long nr, long a, long b, long c) {
        return call(operation, target, nr, a, b, c, 0, 0, 0);
    }

    /** As {@link #call}, made again when a signal interrupted it. */
    static long retry(String operation, Object target, long nr, long a, long b, long c, long d, long e, long f) {
        long result;
        do {
            result = raw(nr, a, b, c, d, e, f);
        } while (result == -Errno.EINTR);
        if (result < 0) {
            throw new SyscallException(operation, (int) -result, String.valueOf(target));
        }
        return result;
    }
}
