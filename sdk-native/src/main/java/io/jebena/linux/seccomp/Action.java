// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

/**
 * What becomes of a call, as the kernel encodes it (linux/seccomp.h): the action in the upper half, its data below.
 *
 * @param code the filter's return value
 */
record Action(int code) {
    /** SECCOMP_RET_KILL_PROCESS, since Linux 4.14. */
    static final Action KILL_PROCESS = new Action(0x8000_0000);

    static final Action ALLOW = new Action(0x7fff_0000);

    private static final int KILL_THREAD = 0;
    private static final int TRAP = 0x0003_0000;
    private static final int ERRNO = 0x0005_0000;
    private static final int TRACE = 0x7ff0_0000;
    /** SECCOMP_RET_LOG, since Linux 4.14. */
    private static final int LOG = 0x7ffc_0000;

    private static final int ACTION_MASK = 0xffff_0000;

    static Action errno(int errno) {
        return new Action(ERRNO | errno);
    }

    /**
     * Finds the action of a profile.
     *
     * @param name such as {@code SCMP_ACT_ERRNO}
     * @param data the error number of ERRNO, or what TRACE tells the tracer; the others have none
     * @throws IllegalArgumentException if there is no such action
     */
    static Action of(String name, int data) {
        return switch (name) {
            case "SCMP_ACT_ALLOW" -> ALLOW;
            case "SCMP_ACT_LOG" -> new Action(LOG);
            case "SCMP_ACT_ERRNO" -> errno(data);
            case "SCMP_ACT_TRACE" -> new Action(TRACE | data);
            case "SCMP_ACT_TRAP" -> new Action(TRAP);
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> new Action(KILL_THREAD);
            case "SCMP_ACT_KILL_PROCESS" -> KILL_PROCESS;
            case "SCMP_ACT_NOTIFY" ->
                throw new IllegalArgumentException("SCMP_ACT_NOTIFY needs a process that answers; use SCMP_ACT_ERRNO");
            default ->
                throw new IllegalArgumentException("unknown action \"" + name + "\"; known are SCMP_ACT_ALLOW, "
                        + "SCMP_ACT_ERRNO, SCMP_ACT_KILL_PROCESS, SCMP_ACT_KILL_THREAD, SCMP_ACT_TRAP, SCMP_ACT_LOG "
                        + "and SCMP_ACT_TRACE");
        };
    }

    /** Whether calls that are unknown today run under this action: a tracer is trusted to deal with them. */
    boolean permissive() {
        int action = code & ACTION_MASK;
        return action == ALLOW.code || action == LOG || action == TRACE;
    }
}
