// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kernel refused an operation. An engine may derive its own exception from this one. */
public class KernelException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /** The system call or operation. */
    private final String operation;

    /** What it was applied to. */
    private final @Nullable String target;

    /** The error number. */
    private final int errno;

    /** The error's symbolic name. */
    private final String errnoName;

    /**
     * Creates the failure.
     *
     * @param operation the system call, such as {@code mount}
     * @param target what it was applied to, usually a path, or null when there is no such thing
     * @param errno the error number, above 0
     * @param errnoName the error's symbolic name, such as {@code EPERM}
     */
    public KernelException(String operation, @Nullable String target, int errno, String errnoName) {
        this(operation, target, errno, errnoName, null);
    }

    /**
     * Creates the failure with a word on what to do.
     *
     * @param operation the system call, such as {@code mount}
     * @param target what it was applied to, usually a path, or null when there is no such thing
     * @param errno the error number, above 0
     * @param errnoName the error's symbolic name, such as {@code EPERM}
     * @param hint what it means here and what to do next, or null
     */
    public KernelException(
            String operation, @Nullable String target, int errno, String errnoName, @Nullable String hint) {
        super(operation + (target == null ? "" : " " + target) + ": " + errnoName + " (errno " + errno + ")"
                + (hint == null ? "" : ": " + hint));
        this.operation = operation;
        this.target = target;
        this.errno = errno;
        this.errnoName = errnoName;
    }

    /**
     * The system call that failed.
     *
     * @return such as {@code mount}
     */
    public String operation() {
        return operation;
    }

    /**
     * What the call was applied to.
     *
     * @return usually a path
     */
    public Optional<String> target() {
        return Optional.ofNullable(target);
    }

    /**
     * The error number of this architecture.
     *
     * @return above 0
     */
    public int errno() {
        return errno;
    }

    /**
     * The error's symbolic name.
     *
     * @return such as {@code EPERM}
     */
    public String errnoName() {
        return errnoName;
    }
}
