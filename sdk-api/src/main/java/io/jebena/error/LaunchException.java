// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** A container or exec could not be brought to the point where its program runs; nothing of it is left behind. */
public final class LaunchException extends ContainerException {
    private static final long serialVersionUID = 1L;

    private static final int ENOENT = 2;
    private static final int ENOEXEC = 8;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int EISDIR = 21;

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int OTHER = 128;

    /** The part of the launch. */
    private final String stage;

    /** The step within it. */
    private final String step;

    /** The error number. */
    private final int errno;

    /**
     * Creates the failure.
     *
     * @param stage the part of the launch, such as {@code mount}, {@code user} or {@code exec}
     * @param step the step within it with what it was applied to, such as {@code mount proc on /proc}
     * @param errno the error number, or 0 if it was not the kernel that refused
     * @param detail what the failure means and what to do next
     */
    public LaunchException(String stage, String step, int errno, String detail) {
        super("cannot start: " + step + ": " + detail);
        this.stage = stage;
        this.step = step;
        this.errno = errno;
    }

    /**
     * The part of the launch that failed.
     *
     * @return such as {@code mount}, {@code user} or {@code exec}
     */
    public String stage() {
        return stage;
    }

    /**
     * The step that failed, with what it was applied to.
     *
     * @return such as {@code mount proc on /proc}
     */
    public String step() {
        return step;
    }

    /**
     * The error number.
     *
     * @return the kernel's error number, or 0 if it was not the kernel that refused
     */
    public int errno() {
        return errno;
    }

    /**
     * The exit code by which a command line reports this failure: 127 if the program was not found, 126 if it was found
     * but cannot be executed, else 128.
     *
     * @return 126, 127 or 128
     */
    public int exitCode() {
        if (!stage.equals("exec")) {
            return OTHER;
        }
        return switch (errno) {
            case ENOENT, ENOTDIR -> NOT_FOUND;
            case EACCES, EISDIR, ENOEXEC -> NOT_EXECUTABLE;
            default -> OTHER;
        };
    }
}
