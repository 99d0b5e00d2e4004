// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import io.jebena.error.KernelException;

/** A kernel call that failed, with its errno. */
public final class SyscallException extends KernelException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param operation the call's name, such as {@code openat2}
     * @param errno the error number
     * @param target what the call was about: a path, a descriptor, a pid
     */
    public SyscallException(String operation, int errno, String target) {
        super(operation, target, errno, Errno.name(errno));
    }

    /**
     * Tells whether the call failed with this error.
     *
     * @param wanted an error number of {@link Errno}
     * @return true if it is this one
     */
    public boolean is(int wanted) {
        return errno() == wanted;
    }
}
