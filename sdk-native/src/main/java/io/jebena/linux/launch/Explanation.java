// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.error.LaunchException;
import io.jebena.linux.libc.Errno;

/** Turns a report of the launcher into the exception that names the step and says what to do. */
final class Explanation {
    /** How the launcher tells that a program is the launcher. */
    private static final String LAUNCHER = ": it is the launcher itself";

    private Explanation() {}

    static LaunchException of(Wire.Report failure, LaunchPlan plan) {
        return switch (failure.phase()) {
            case Wire.PHASE_STEP ->
                failure.step() >= 0 && failure.step() < plan.steps().size()
                        ? ofStep(failure, plan.steps().get(failure.step()))
                        : new LaunchException("launcher", "converse", failure.errno(), detail(failure, "", ""));
            case Wire.PHASE_CLONE ->
                new LaunchException("clone", "make the process", failure.errno(), detail(failure, "", clone(failure)));
            case Wire.PHASE_PLAN ->
                new LaunchException(
                        "plan", "read the plan", failure.errno(), detail(failure, "", planAt(failure, plan)));
            default -> new LaunchException("launcher", "converse", failure.errno(), detail(failure, "", ""));
        };
    }

    static LaunchException vanished(String what) {
        return new LaunchException("launcher", "converse", 0, what);
    }

    private static LaunchException ofStep(Wire.Report failure, Step step) {
        String what = step.describe();
        if (step.kind() == StepKind.EXEC
                && isMissing(failure)
                && !step.program().contains("/")) {
            return new LaunchException(
                    step.stage(),
                    what,
                    failure.errno(),
                    "executable file not found in $PATH (" + String.join(":", step.searched()) + ")");
        }
        return new LaunchException(step.stage(), what, failure.errno(), detail(failure, what, remedy(failure, step)));
    }

    private static String detail(Wire.Report failure, String said, String remedy) {
        StringBuilder detail = new StringBuilder();
        if (!failure.text().isEmpty() && !said.endsWith(failure.text())) {
            detail.append(failure.text()).append(": ");
        }
        detail.append(Errno.name(failure.errno()))
                .append(" (errno ")
                .append(failure.errno())
                .append(')');
        return remedy.isEmpty()
                ? detail.toString()
                : detail.append(": ").append(remedy).toString();
    }

    private static String planAt(Wire.Report failure, LaunchPlan plan) {
        int step = failure.step();
        return step < 0 || step >= plan.steps().size()
                ? ""
                : "step " + step + ", " + plan.steps().get(step).describe();
    }

    private static String clone(Wire.Report failure) {
        return switch (failure.errno()) {
            case Errno.EPERM -> "namespaces need root, or a user namespace around them";
            case Errno.ENOSPC, Errno.EUSERS -> "too many namespaces; raise the limits in /proc/sys/user";
            case Errno.EAGAIN -> "too many processes; raise the limit of processes or of the pids cgroup";
            case Errno.ENOMEM -> "no memory, or the pid namespace is ending";
            case Errno.EINVAL -> "the kernel lacks one of the namespaces wanted";
            default -> "";
        };
    }

    private static String remedy(Wire.Report failure, Step step) {
        return switch (step.kind()) {
            case EXEC -> exec(failure);
            case MOUNT, FS_MOUNT, OVERLAY -> mount(failure);
            case SETNS -> failure.errno() == Errno.ESRCH ? "the process whose namespaces are joined has ended" : "";
            case LANDLOCK -> landlock(failure);
            case LABEL -> label(failure);
            case CHDIR ->
                failure.errno() == Errno.EACCES ? "the user may not enter it" : "name a directory inside the container";
            case RLIMIT -> failure.errno() == Errno.EPERM ? "above the hard limit that this host grants" : "";
            case TERMINAL -> terminal(failure);
            case CAPS, BOUNDING -> failure.errno() == Errno.EPERM ? "this host does not hold what is asked for" : "";
            default -> "";
        };
    }

    private static String landlock(Wire.Report failure) {
        return switch (failure.errno()) {
            case Errno.ENOENT, Errno.ENOTDIR -> "name paths that are there when the container starts";
            case Errno.ENOSYS, Errno.EOPNOTSUPP -> "this kernel was built or started without Landlock";
            default -> "";
        };
    }

    private static String label(Wire.Report failure) {
        return switch (failure.errno()) {
            case Errno.ENOENT, Errno.EINVAL -> "load the profile or policy that has it first";
            case Errno.EACCES, Errno.EPERM -> "the label of this process does not allow to change to it";
            default -> "";
        };
    }

    private static String terminal(Wire.Report failure) {
        return switch (failure.errno()) {
            case Errno.ENOSPC -> "too many terminals; raise the limit in /proc/sys/kernel/pty/max";
            case Errno.ENOENT, Errno.ENOTTY -> "the container has no devpts file system of its own at /dev/pts";
            default -> "";
        };
    }

    private static String exec(Wire.Report failure) {
        return switch (failure.errno()) {
            case Errno.ENOENT, Errno.ENOTDIR ->
                isMissing(failure)
                        ? "no such program inside the container; check the command"
                        : "install what the first line of the script, or the program's loader, names";
            case Errno.EACCES ->
                failure.text().endsWith(LAUNCHER)
                        ? "/proc/self/exe is not a program of the container at that moment; name the program's own file"
                        : "not executable for this user; check its permission bits";
            case Errno.ENOEXEC -> "not a program for this machine, and a script without a #! line";
            case Errno.E2BIG ->
                "arguments and environment are too long: 128 KiB each and, together, a quarter of the stack's limit;"
                        + " shorten them, or raise the limit with addRlimit(\"stack=...\")";
            default -> "";
        };
    }

    /** The program itself, and not what its first line or its loader is. */
    private static boolean isMissing(Wire.Report failure) {
        return (failure.errno() == Errno.ENOENT || failure.errno() == Errno.ENOTDIR)
                && !failure.text().contains("interpreter");
    }

    private static String mount(Wire.Report failure) {
        return switch (failure.errno()) {
            case Errno.ENODEV -> "this kernel does not have the file system; load its module";
            case Errno.EPERM, Errno.EACCES -> "this host does not permit the mount";
            case Errno.ELOOP -> "a symbolic link stands where a mount point must be";
            case Errno.EMFILE -> "each layer takes an open file; raise the limit of open files";
            default -> "";
        };
    }
}
