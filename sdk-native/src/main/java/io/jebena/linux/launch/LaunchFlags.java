// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

/** Bits of the kernel that steps of a plan take ({@code linux/sched.h}, {@code linux/mount.h}). */
public final class LaunchFlags {
    /** Time namespace (Linux 5.6); only for {@link LaunchPlanBuilder#unshare} and {@link LaunchPlanBuilder#setns}. */
    public static final int CLONE_NEWTIME = 0x0000_0080;

    /** Mount namespace. */
    public static final int CLONE_NEWNS = 0x0002_0000;

    /** Cgroup namespace; with {@link LaunchPlanBuilder#bornIn} or v1 groups, unshare it after entering them. */
    public static final int CLONE_NEWCGROUP = 0x0200_0000;

    /** UTS namespace: host and domain name. */
    public static final int CLONE_NEWUTS = 0x0400_0000;

    /** IPC namespace. */
    public static final int CLONE_NEWIPC = 0x0800_0000;

    /** User namespace. */
    public static final int CLONE_NEWUSER = 0x1000_0000;

    /** Process namespace. */
    public static final int CLONE_NEWPID = 0x2000_0000;

    /** Network namespace. */
    public static final int CLONE_NEWNET = 0x4000_0000;

    /** Mount attribute: read-only. */
    public static final int ATTR_RDONLY = 0x01;

    /** Mount attribute: set-user-id bits do nothing. */
    public static final int ATTR_NOSUID = 0x02;

    /** Mount attribute: device nodes do nothing. */
    public static final int ATTR_NODEV = 0x04;

    /** Mount attribute: nothing can be executed. */
    public static final int ATTR_NOEXEC = 0x08;

    /** Mount attribute: access times as strict as POSIX says. */
    public static final int ATTR_STRICTATIME = 0x20;

    private LaunchFlags() {}
}
