// SPDX-License-Identifier: Apache-2.0
package io.jebena.capability;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The capabilities of Linux, the parts into which the superuser's power is split; in the order of the kernel's numbers:
 * {@link #ordinal()} is that number.
 */
public enum Capability {
    /** Change the owner of files. */
    CHOWN,
    /** Pass the permission checks of files. */
    DAC_OVERRIDE,
    /** Pass the permission checks for reading files and searching directories. */
    DAC_READ_SEARCH,
    /** Pass the checks that ask for the owner of a file. */
    FOWNER,
    /** Keep the set-id bits of a file that is changed. */
    FSETID,
    /** Send signals to processes of other users. */
    KILL,
    /** Change group ids. */
    SETGID,
    /** Change user ids. */
    SETUID,
    /** Change capability sets. */
    SETPCAP,
    /** Set a file's append-only and immutable attributes. */
    LINUX_IMMUTABLE,
    /** Bind ports below 1024. */
    NET_BIND_SERVICE,
    /** Unused by the kernel. */
    NET_BROADCAST,
    /** Configure networks. */
    NET_ADMIN,
    /** Open raw and packet sockets. */
    NET_RAW,
    /** Lock memory. */
    IPC_LOCK,
    /** Pass the permission checks of System V IPC. */
    IPC_OWNER,
    /** Load and unload kernel modules. */
    SYS_MODULE,
    /** Reach I/O ports. */
    SYS_RAWIO,
    /** Change the root directory. */
    SYS_CHROOT,
    /** Trace any process. */
    SYS_PTRACE,
    /** Switch process accounting. */
    SYS_PACCT,
    /** Mount, set the host name, and much else. */
    SYS_ADMIN,
    /** Reboot, and load another kernel. */
    SYS_BOOT,
    /** Raise priorities, set scheduling and affinity of any process. */
    SYS_NICE,
    /** Go beyond resource limits. */
    SYS_RESOURCE,
    /** Set the clock. */
    SYS_TIME,
    /** Configure and hang up terminals. */
    SYS_TTY_CONFIG,
    /** Make device nodes. */
    MKNOD,
    /** Take leases on any file. */
    LEASE,
    /** Write to the audit log. */
    AUDIT_WRITE,
    /** Configure auditing. */
    AUDIT_CONTROL,
    /** Set the capabilities of files and map user id 0. */
    SETFCAP,
    /** Override mandatory access control. */
    MAC_OVERRIDE,
    /** Configure mandatory access control. */
    MAC_ADMIN,
    /** Read the kernel's log. */
    SYSLOG,
    /** Set timers that wake the machine. */
    WAKE_ALARM,
    /** Keep the machine from suspending. */
    BLOCK_SUSPEND,
    /** Read the audit log; since Linux 3.16. */
    AUDIT_READ,
    /** Observe performance; since Linux 5.8. */
    PERFMON,
    /** Load BPF programs; since Linux 5.8. */
    BPF,
    /** Checkpoint and restore processes; since Linux 5.9. */
    CHECKPOINT_RESTORE;

    /** Every capability there is. */
    public static final Set<Capability> ALL = Collections.unmodifiableSet(EnumSet.allOf(Capability.class));

    /** What a container has unless it asks otherwise: the 14 of Docker's default. */
    public static final Set<Capability> DEFAULT = Collections.unmodifiableSet(EnumSet.of(
            CHOWN,
            DAC_OVERRIDE,
            FOWNER,
            FSETID,
            KILL,
            SETGID,
            SETUID,
            SETPCAP,
            NET_BIND_SERVICE,
            NET_RAW,
            SYS_CHROOT,
            MKNOD,
            AUDIT_WRITE,
            SETFCAP));

    /**
     * Reads a capability's name, with or without {@code CAP_}, in either case.
     *
     * @param text such as {@code NET_ADMIN} or {@code cap_net_admin}
     * @return the capability
     * @throws IllegalArgumentException naming the text if there is no such capability
     */
    public static Capability parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("CAP_") ? upper.substring(4) : upper;
        return Arrays.stream(values())
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown capability \"" + text + "\": use a name of capabilities(7) such as NET_ADMIN"));
    }

    /**
     * The name the kernel's documentation uses.
     *
     * @return such as {@code CAP_NET_ADMIN}
     */
    public String kernelName() {
        return "CAP_" + name();
    }

    /**
     * Capabilities as the kernel's bit mask.
     *
     * @param capabilities some capabilities
     * @return bit n set for the capability of number n
     */
    public static long mask(Collection<Capability> capabilities) {
        long mask = 0;
        for (Capability capability : capabilities) {
            mask |= 1L << capability.ordinal();
        }
        return mask;
    }

    /**
     * The capabilities of a kernel's bit mask; bits this version does not know are left out.
     *
     * @param mask bit n set for the capability of number n
     * @return an unmodifiable set
     */
    public static Set<Capability> ofMask(long mask) {
        EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
        for (Capability capability : ALL) {
            if ((mask >> capability.ordinal() & 1) != 0) {
                set.add(capability);
            }
        }
        return Collections.unmodifiableSet(set);
    }
}
