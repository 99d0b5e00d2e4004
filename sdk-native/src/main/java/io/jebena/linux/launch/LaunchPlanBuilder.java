// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.linux.fd.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@link LaunchPlan}, one method per step, run in the order of the calls. Not thread-safe.
 *
 * <p>Texts must hold no NUL, paths are absolute and below 4096 bytes, else {@link IllegalArgumentException} is thrown.
 * Steps with <em>host paths</em> ({@link #writeFile}, {@link #mount}, {@link #overlay}, {@link #openTree},
 * {@link #root}) are refused by the launcher once {@link #pivot} or a joined mount namespace has entered the container's
 * root. All others take paths below the current root, which they cannot leave: symbolic links are followed within it,
 * except where the last part of the path is one and the step is about what the kernel provides.
 */
public final class LaunchPlanBuilder extends RootSteps {
    final List<Step> steps = new ArrayList<>();
    final List<Fd> descriptors = new ArrayList<>();
    int prelude;
    long namespaces;
    int cgroup = PlanEncoder.NO_INDEX;
    int kill = PlanEncoder.NO_INDEX;

    LaunchPlanBuilder() {}

    @Override
    LaunchPlanBuilder step(StepKind kind, Object... arguments) {
        steps.add(new Step(kind, arguments));
        return this;
    }

    private int index(Fd fd) {
        for (int i = 0; i < descriptors.size(); i++) {
            if (descriptors.get(i) == fd) {
                return i;
            }
        }
        if (descriptors.size() == Wire.MAX_DESCRIPTORS - 2) {
            throw new IllegalArgumentException("a launch takes at most " + descriptors.size() + " descriptors");
        }
        descriptors.add(fd);
        return descriptors.size() - 1;
    }

    /**
     * Gives the child namespaces of its own from its birth.
     *
     * @param flags {@link LaunchFlags} {@code CLONE_NEW*} bits, without {@link LaunchFlags#CLONE_NEWTIME}
     * @return this builder
     */
    public LaunchPlanBuilder namespaces(int flags) {
        namespaces = flags & 0xffff_ffffL;
        return this;
    }

    /**
     * Has the child born in a v2 cgroup, which costs nothing (Linux 5.7).
     *
     * @param directory descriptor of the group's directory
     * @return this builder
     */
    public LaunchPlanBuilder bornIn(Fd directory) {
        cgroup = index(directory);
        return this;
    }

    /**
     * Has everything in a cgroup killed when the child ends or the JVM does: what a pid namespace of its own would do.
     * For v1 any one hierarchy serves, the freezer's where the group may be frozen; groups below it are not reached there.
     *
     * @param directory descriptor of the group's directory
     * @return this builder
     */
    public LaunchPlanBuilder killWith(Fd directory) {
        kill = index(directory);
        return this;
    }

    /**
     * Ends the prelude: the steps so far run in a helper process that then makes the child. Joining a pid, user or time
     * namespace only counts for children, so it belongs there. Only {@link #writeFile}, {@link #setns} and {@link #unshare}
     * may come before. If the prelude joins a pid namespace, the helper runs all steps, unseen from there, and the child
     * is born for {@link #exec} alone.
     *
     * @return this builder
     */
    public LaunchPlanBuilder endPrelude() {
        prelude = steps.size();
        return this;
    }

    /**
     * Writes to a host file in one write, such as "0" to the {@code tasks} of a v1 group.
     *
     * @param stage the part of the launch a failure is told under, such as {@code cgroup}
     * @param path host path, not a link
     * @param data what to write
     * @return this builder
     */
    public LaunchPlanBuilder writeFile(String stage, String path, String data) {
        steps.add(new Step(StepKind.WRITE_FILE, stage, List.of(Step.path(path), Step.text(data))));
        return this;
    }

    /**
     * Waits for the engine: {@link Launch#awaitReady} returns, {@link Launch#go} continues. A plan that ends in this step
     * must be continued by another plan.
     *
     * @return this builder
     */
    public LaunchPlanBuilder sync() {
        return step(StepKind.SYNC);
    }

    /**
     * Takes a {@link #sync} back that is the last step, so that what would have been a continuation follows at once.
     *
     * @return this builder
     */
    public LaunchPlanBuilder withoutLastSync() {
        int last = steps.size() - 1;
        if (last >= 0 && steps.get(last).kind() == StepKind.SYNC) {
            steps.remove(last);
        }
        return this;
    }

    /**
     * Sets the host name.
     *
     * @param name at most 64 bytes
     * @return this builder
     */
    public LaunchPlanBuilder hostname(String name) {
        return step(StepKind.HOSTNAME, Step.text(name));
    }

    /**
     * Sets the NIS domain name.
     *
     * @param name at most 64 bytes
     * @return this builder
     */
    public LaunchPlanBuilder domainname(String name) {
        return step(StepKind.DOMAINNAME, Step.text(name));
    }

    /**
     * Sets a resource limit.
     *
     * @param resource {@code RLIMIT_*} number
     * @param soft soft limit, -1 for none
     * @param hard hard limit, -1 for none
     * @return this builder
     */
    public LaunchPlanBuilder rlimit(int resource, long soft, long hard) {
        return step(StepKind.RLIMIT, resource, soft, hard);
    }

    /**
     * Sets the umask; without this step it is 0.
     *
     * @param mask permission bits
     * @return this builder
     */
    public LaunchPlanBuilder umask(int mask) {
        return step(StepKind.UMASK, mask);
    }

    /**
     * Starts a session without a terminal.
     *
     * @return this builder
     */
    public LaunchPlanBuilder setsid() {
        return step(StepKind.SETSID, PlanEncoder.NO_INDEX);
    }

    /**
     * Starts a session that one of its descriptors is the terminal of.
     *
     * @param number the descriptor's number in the program, placed before
     * @return this builder
     */
    public LaunchPlanBuilder setsid(int number) {
        return step(StepKind.SETSID, number);
    }

    /**
     * Opens a terminal of the container's own /dev/pts for numbers 0 to 2 and makes it the session's, which
     * {@link #setsid()} has started before. The other end is {@link Launch#takeTerminal}.
     *
     * @param columns characters in a row; 0 with 0 rows leaves the size unset
     * @param rows rows
     * @param owner whose it is: user id in the container, unsigned
     * @param console whether it is /dev/console, too, as a container's first process has it
     * @return this builder
     */
    public LaunchPlanBuilder terminal(int columns, int rows, int owner, boolean console) {
        return step(StepKind.TERMINAL, columns, rows, owner, console ? 1 : 0);
    }

    /**
     * Has {@link #exec} run the program as the child of a small init that stays: it hands signals on to the program, reaps
     * orphans, and ends with the program's exit code, or 128 and the number of its signal. It needs no file in the
     * container, and lives under the program's confinement: a system call filter must let it fork, wait and kill.
     *
     * @return this builder
     */
    public LaunchPlanBuilder init() {
        return step(StepKind.INIT);
    }

    /**
     * Hands a descriptor to the program. Numbers 0 to 2 that no step names are the host's /dev/null.
     *
     * @param fd the descriptor
     * @param number its number in the program, 0 to 1023
     * @return this builder
     */
    public LaunchPlanBuilder fd(Fd fd, int number) {
        return step(StepKind.FD, index(fd), number);
    }

    /**
     * Opens a file for the program.
     *
     * @param path path below the root, not a link
     * @param flags {@code O_*} bits
     * @param number its number in the program, 0 to 1023
     * @return this builder
     */
    public LaunchPlanBuilder open(String path, int flags, int number) {
        return step(StepKind.OPEN, Step.path(path), flags, number);
    }

    /**
     * Changes the working directory, with the permissions of the user of that moment.
     *
     * @param path path below the root
     * @return this builder
     */
    public LaunchPlanBuilder chdir(String path) {
        return step(StepKind.CHDIR, Step.path(path), 0, 0, 0);
    }

    /**
     * Changes the working directory and makes it where it is absent.
     *
     * @param path path below the root
     * @param uid owner of a directory made
     * @param gid group of a directory made
     * @return this builder
     */
    public LaunchPlanBuilder makeAndChdir(String path, int uid, int gid) {
        return step(StepKind.CHDIR, Step.path(path), 1, uid, gid);
    }

    /**
     * setgroups(2).
     *
     * @param gids supplementary groups, unsigned
     * @return this builder
     */
    public LaunchPlanBuilder groups(int... gids) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * gids.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(gids);
        return step(StepKind.GROUPS, bytes.array());
    }

    /**
     * Becomes the group: real, effective and saved.
     *
     * @param gid group id, unsigned
     * @return this builder
     */
    public LaunchPlanBuilder gid(int gid) {
        return step(StepKind.GID, gid);
    }

    /**
     * Becomes the user: real, effective and saved. Without keeping, one that is not 0 loses all capabilities.
     *
     * @param uid user id, unsigned
     * @param keepCapabilities whether the permitted capabilities stay for {@link #capabilities} to reduce
     * @return this builder
     */
    public LaunchPlanBuilder uid(int uid, boolean keepCapabilities) {
        return step(StepKind.UID, uid, keepCapabilities ? 1 : 0);
    }

    /**
     * Takes every other capability out of the bounding set.
     *
     * @param keep mask of what stays
     * @return this builder
     */
    public LaunchPlanBuilder bounding(long keep) {
        return step(StepKind.BOUNDING, keep);
    }

    /**
     * Sets the capability sets.
     *
     * @param effective mask
     * @param permitted mask
     * @param inheritable mask
     * @param ambient mask
     * @return this builder
     */
    public LaunchPlanBuilder capabilities(long effective, long permitted, long inheritable, long ambient) {
        return step(StepKind.CAPS, effective, permitted, inheritable, ambient);
    }

    /**
     * Has set-user-id programs and file capabilities do nothing from here on.
     *
     * @return this builder
     */
    public LaunchPlanBuilder noNewPrivileges() {
        return step(StepKind.NO_NEW_PRIVS);
    }

    /**
     * Installs a seccomp filter; it holds for the steps that follow too.
     *
     * @param flags {@code SECCOMP_FILTER_FLAG_*} bits
     * @param program {@code struct sock_filter[]}, 8 bytes each, little-endian
     * @return this builder
     */
    public LaunchPlanBuilder seccomp(int flags, byte[] program) {
        return step(StepKind.SECCOMP, flags, program.clone());
    }

    /**
     * Restricts what files the program may use, by Landlock (Linux 5.13); it holds for the steps that follow too. Needs
     * CAP_SYS_ADMIN or {@link #noNewPrivileges}.
     *
     * @param governed {@code LANDLOCK_ACCESS_FS_*} bits that are denied unless a path allows them
     * @param paths paths below the root, which exist, with the bits allowed there and below
     * @return this builder
     */
    public LaunchPlanBuilder landlock(long governed, Map<String, Long> paths) {
        ByteBuffer access = ByteBuffer.allocate(8 * paths.size()).order(ByteOrder.LITTLE_ENDIAN);
        paths.values().forEach(access::putLong);
        List<String> names = List.copyOf(paths.keySet());
        names.forEach(Step::path);
        return step(StepKind.LANDLOCK, governed, Step.texts(names), access.array());
    }

    /**
     * Gives the program a label of a security module, from its execution on.
     *
     * @param attribute name below {@code /proc/self/attr}: {@code apparmor/exec}, {@code exec}
     * @param value what the module takes there
     * @return this builder
     */
    public LaunchPlanBuilder label(String attribute, String value) {
        return step(StepKind.LABEL, Step.text(attribute), Step.text(value));
    }

    /**
     * Puts a mount over a host path, in the process's own mount namespace. Comes before the root is entered.
     *
     * @param mount a mount attached nowhere
     * @param path host path, of a directory if the mount's root is one
     * @return this builder
     */
    public LaunchPlanBuilder cover(Fd mount, String path) {
        return step(StepKind.COVER, index(mount), Step.path(path));
    }

    /**
     * Copies a mount of another process into a slot, to be attached below the root later. Comes before the root is
     * entered.
     *
     * @param slot 0 to 127
     * @param process the process
     * @param path path of the mount in the root of that process
     * @return this builder
     */
    public LaunchPlanBuilder borrow(int slot, Fd process, String path) {
        return step(StepKind.BORROW, slot(slot), index(process), Step.path(path));
    }

    /**
     * Brings the loopback interface up.
     *
     * @return this builder
     */
    public LaunchPlanBuilder loopbackUp() {
        return step(StepKind.LOOPBACK_UP);
    }

    /**
     * Joins namespaces. Pid, user and time belong in the prelude ({@link #endPrelude}).
     *
     * @param fd a namespace, or a process (Linux 5.8)
     * @param types {@link LaunchFlags} {@code CLONE_NEW*} bits: exactly one for a namespace
     * @return this builder
     */
    public LaunchPlanBuilder setns(Fd fd, int types) {
        return step(StepKind.SETNS, index(fd), types);
    }

    /**
     * Makes namespaces from here on.
     *
     * @param types {@link LaunchFlags} {@code CLONE_NEW*} bits
     * @return this builder
     */
    public LaunchPlanBuilder unshare(int types) {
        return step(StepKind.UNSHARE, types);
    }

    /**
     * Decides whose the child's /proc entries are; needed before an ordinary user writes the id maps of a new user
     * namespace, and to be taken back after.
     *
     * @param dumpable true: the child's user's; false: root's, as they are at first
     * @return this builder
     */
    public LaunchPlanBuilder dumpable(boolean dumpable) {
        return step(StepKind.DUMPABLE, dumpable ? 1 : 0);
    }

    /**
     * Gives the program a session keyring of its own; skipped on a kernel without keys.
     *
     * @param name the keyring's name
     * @return this builder
     */
    public LaunchPlanBuilder sessionKeyring(String name) {
        return step(StepKind.SESSION_KEYRING, Step.text(name));
    }

    /**
     * Executes the program; the last step. A candidate that does not exist is followed by the next.
     *
     * @param candidates absolute paths below the root, in the order they are tried
     * @param arguments argument vector, the name first
     * @param environment {@code KEY=value} each
     * @return this builder
     */
    public LaunchPlanBuilder exec(List<String> candidates, List<String> arguments, List<String> environment) {
        if (candidates.isEmpty() || arguments.isEmpty()) {
            throw new IllegalArgumentException("a program needs at least one path and its name as first argument");
        }
        return step(StepKind.EXEC, Step.texts(candidates), Step.texts(arguments), Step.texts(environment));
    }

    /**
     * Finishes the plan; the builder may be used on.
     *
     * @return the plan
     * @throws IllegalArgumentException if it ends in neither {@link #exec} nor {@link #sync}, or has steps after exec
     */
    public LaunchPlan build() {
        for (int i = 0; i < steps.size(); i++) {
            StepKind kind = steps.get(i).kind();
            boolean last = i + 1 == steps.size();
            if (kind == StepKind.EXEC && !last) {
                throw new IllegalArgumentException("exec must be the last step of a plan, but is number " + i);
            }
            if (last && kind != StepKind.EXEC && kind != StepKind.SYNC) {
                throw new IllegalArgumentException("a plan must end in exec or sync, not in " + kind);
            }
        }
        if (prelude >= steps.size()) {
            throw new IllegalArgumentException("a plan needs a step after its prelude");
        }
        return new LaunchPlan(this);
    }
}
