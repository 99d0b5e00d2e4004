// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import java.util.List;

/** The steps of a {@link LaunchPlanBuilder} that build the container's root. */
public abstract sealed class RootSteps permits LaunchPlanBuilder {
    private static final int RECURSIVE = 1;
    private static final int NOFOLLOW = 2;
    private static final int FOLLOW = 2;
    private static final int JOINED_PROC = 4;
    private static final int TREE_SLOTS = 128;
    private static final int S_IFCHR = 0x2000;

    RootSteps() {}

    abstract LaunchPlanBuilder step(StepKind kind, Object... arguments);

    static int slot(int slot) {
        if (slot < 0 || slot >= TREE_SLOTS) {
            throw new IllegalArgumentException("tree slots are 0 to " + (TREE_SLOTS - 1) + ", not " + slot);
        }
        return slot;
    }

    /**
     * mount(2) with host paths.
     *
     * @param source source, may be empty
     * @param target host path
     * @param type file system type, may be empty
     * @param flags {@code MS_*} bits
     * @param data options, may be empty
     * @return this builder
     */
    public LaunchPlanBuilder mount(String source, String target, String type, long flags, String data) {
        return step(StepKind.MOUNT, Step.text(source), Step.path(target), Step.text(type), flags, Step.text(data));
    }

    /**
     * Mounts an overlay of directories, of which there may be more than mount(2) can be told by name.
     *
     * @param target host path
     * @param lowers host paths of what lies below, the topmost first
     * @param upper host path of the directory that takes the changes
     * @param work host path of an empty directory on the same file system
     * @param options further options, separated by commas
     * @return this builder
     */
    public LaunchPlanBuilder overlay(String target, List<String> lowers, String upper, String work, String options) {
        byte[][] below = Step.texts(lowers);
        return step(StepKind.OVERLAY, Step.path(target), below, Step.path(upper), Step.path(work), Step.text(options));
    }

    /**
     * Copies a host mount into a slot, to be attached below the root later: a bind in two halves.
     *
     * @param slot 0 to 127
     * @param path host path; a link is followed
     * @param recursive whether mounts below it come along
     * @return this builder
     */
    public LaunchPlanBuilder openTree(int slot, String path, boolean recursive) {
        return step(StepKind.OPEN_TREE, slot(slot), Step.path(path), recursive ? RECURSIVE : 0);
    }

    /**
     * Copies a host mount into a slot, and refuses a path whose last part is a symbolic link.
     *
     * @param slot 0 to 127
     * @param path host path
     * @param recursive whether mounts below it come along
     * @return this builder
     */
    public LaunchPlanBuilder openTreeNoFollow(int slot, String path, boolean recursive) {
        return step(StepKind.OPEN_TREE, slot(slot), Step.path(path), NOFOLLOW | (recursive ? RECURSIVE : 0));
    }

    /**
     * Names the root that the steps with paths below it work in from here on; until {@link #pivot} the process itself
     * stays in the host's.
     *
     * @param root host path of a mount point
     * @return this builder
     */
    public LaunchPlanBuilder root(String root) {
        return step(StepKind.ROOT, Step.path(root));
    }

    /**
     * Makes that root the process's own and lets the host's go. Comes after the mounts: in a user namespace a new proc or
     * sysfs is only granted while the host's can be seen.
     *
     * @return this builder
     */
    public LaunchPlanBuilder pivot() {
        return step(StepKind.PIVOT);
    }

    /**
     * Makes a directory and, with mode 0755 and owner 0, those above it; one that exists stays as it is.
     *
     * @param path path below the root
     * @param mode permission bits
     * @param uid owner
     * @param gid group
     * @return this builder
     */
    public LaunchPlanBuilder mkdir(String path, int mode, int uid, int gid) {
        return step(StepKind.MKDIR, Step.path(path), mode, uid, gid);
    }

    /**
     * Makes an empty file and the directories above it; one that exists stays as it is.
     *
     * @param path path below the root
     * @param mode permission bits
     * @param uid owner
     * @param gid group
     * @return this builder
     */
    public LaunchPlanBuilder file(String path, int mode, int uid, int gid) {
        return step(StepKind.FILE, Step.path(path), mode, uid, gid);
    }

    /**
     * Makes a character device of user and group 0.
     *
     * @param path path below the root
     * @param permissions permission bits
     * @param major major number
     * @param minor minor number
     * @return this builder
     */
    public LaunchPlanBuilder characterDevice(String path, int permissions, int major, int minor) {
        return mknod(path, S_IFCHR | permissions, 0, 0, major, minor);
    }

    /**
     * mknod(2).
     *
     * @param path path below the root
     * @param mode type and permission bits
     * @param uid owner
     * @param gid group
     * @param major major number
     * @param minor minor number
     * @return this builder
     */
    public LaunchPlanBuilder mknod(String path, int mode, int uid, int gid, int major, int minor) {
        return step(StepKind.MKNOD, Step.path(path), mode, uid, gid, major, minor);
    }

    /**
     * Makes a symbolic link.
     *
     * @param target what it says
     * @param path path of the link below the root
     * @return this builder
     */
    public LaunchPlanBuilder symlink(String target, String path) {
        return step(StepKind.SYMLINK, Step.text(target), Step.path(path));
    }

    /**
     * Mounts a new file system; the target must exist and not be a symbolic link. Before {@link #root} the root is the
     * host's.
     *
     * @param type file system type
     * @param source source, may be empty
     * @param target path below the root
     * @param options {@code key} or {@code key=value}, in order
     * @param attributes {@link LaunchFlags} {@code ATTR_*} bits of the mount
     * @return this builder
     */
    public LaunchPlanBuilder fsMount(String type, String source, String target, List<String> options, int attributes) {
        byte[][] pairs = new byte[2 * options.size()][];
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            int equals = option.indexOf('=');
            pairs[2 * i] = Step.text(equals < 0 ? option : option.substring(0, equals));
            pairs[2 * i + 1] = Step.text(equals < 0 ? "" : option.substring(equals + 1));
        }
        return step(StepKind.FS_MOUNT, Step.text(type), Step.text(source), Step.path(target), pairs, attributes);
    }

    /**
     * Attaches the tree of a slot, the second half of a bind; the slot is empty afterwards.
     *
     * @param slot 0 to 127
     * @param target path below the root; exists, and is a directory if the tree is one
     * @param set {@link LaunchFlags} {@code ATTR_*} bits to set on every mount of the tree
     * @param clear {@link LaunchFlags} {@code ATTR_*} bits to clear
     * @param propagation {@code MS_PRIVATE}, {@code MS_SLAVE}, {@code MS_SHARED} or 0 to leave it
     * @param follow whether a link at the end of the target is followed, within the root
     * @return this builder
     */
    public LaunchPlanBuilder attach(int slot, String target, int set, int clear, int propagation, boolean follow) {
        return step(
                StepKind.ATTACH,
                slot(slot),
                Step.path(target),
                (long) set,
                (long) clear,
                propagation,
                RECURSIVE | (follow ? FOLLOW : 0));
    }

    /**
     * Attaches the /proc of another container, as a process that joins a pid namespace cannot mount one before it is born
     * there. Fails if what was borrowed is anything but the /proc of that namespace.
     *
     * @param slot slot of {@link LaunchPlanBuilder#borrow}
     * @param target path below the root, not a link
     * @param set {@link LaunchFlags} {@code ATTR_*} bits to set
     * @return this builder
     */
    public LaunchPlanBuilder attachProc(int slot, String target, int set) {
        return step(StepKind.ATTACH, slot(slot), Step.path(target), (long) set, 0L, 0, RECURSIVE | JOINED_PROC);
    }

    /**
     * Hides a path: a directory under an empty read-only one, anything else under the null device, for which
     * {@code /dev/null} must be in place. Skipped where there is no such path.
     *
     * @param path path below the root
     * @return this builder
     */
    public LaunchPlanBuilder mask(String path) {
        return step(StepKind.MASK, Step.path(path));
    }

    /**
     * Makes a path and all below it read-only, its other attributes kept. Skipped where there is no such path.
     *
     * @param path path below the root
     * @return this builder
     */
    public LaunchPlanBuilder readOnly(String path) {
        return step(StepKind.READONLY, Step.path(path));
    }

    /**
     * Makes the root mount read-only, not what is mounted below it.
     *
     * @return this builder
     */
    public LaunchPlanBuilder rootReadOnly() {
        return step(StepKind.ROOT_READONLY);
    }

    /**
     * Writes a kernel setting through the container's own /proc; comes before /proc/sys is made read-only.
     *
     * @param key path below /proc/sys, such as {@code net/ipv4/ip_forward}
     * @param value what to write
     * @return this builder
     */
    public LaunchPlanBuilder sysctl(String key, String value) {
        return step(StepKind.SYSCTL, Step.text(key), Step.text(value));
    }
}
