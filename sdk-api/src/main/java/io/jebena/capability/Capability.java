// SPDX-License-Identifier: Apache-2.0
package io.jebena.capability;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The capabilities of Linux, the parts into which the superuser's power is split; in the order of the kernel's numbers.
 */
public enum Capability {
    /** Change the owner of files. */
    CHOWN(0),
    /** Pass the permission checks of files. */
    DAC_OVERRIDE(1),
    /** Pass the permission checks for reading files and searching directories. */
    DAC_READ_SEARCH(2),
    /** Pass the checks that ask for the owner of a file. */
    FOWNER(3),
    /** Keep the set-id bits of a file that is changed. */
    FSETID(4),
    /** Send signals to processes of other users. */
    KILL(5),
    /** Change group ids. */
    SETGID(6),
    /** Change user ids. */
    SETUID(7),
    /** Change capability sets. */
    SETPCAP(8),
    /** Set a file's append-only and immutable attributes. */
    LINUX_IMMUTABLE(9),
    /** Bind ports below 1024. */
    NET_BIND_SERVICE(10),
    /** Unused by the kernel. */
    NET_BROADCAST(11),
    /** Configure networks. */
    NET_ADMIN(12),
    /** Open raw and packet sockets. */
    NET_RAW(13),
    /** Lock memory. */
    IPC_LOCK(14),
    /** Pass the permission checks of System V IPC. */
    IPC_OWNER(15),
    /** Load and unload kernel modules. */
    SYS_MODULE(16),
    /** Reach I/O ports. */
    SYS_RAWIO(17),
    /** Change the root directory. */
    SYS_CHROOT(18),
    /** Trace any process. */
    SYS_PTRACE(19),
    /** Switch process accounting. */
    SYS_PACCT(20),
    /** Mount, set the host name, and much else. */
    SYS_ADMIN(21),
    /** Reboot, and load another kernel. */
    SYS_BOOT(22),
    /** Raise priorities, set scheduling and affinity of any process. */
    SYS_NICE(23),
    /** Go beyond resource limits. */
    SYS_RESOURCE(24),
    /** Set the clock. */
    SYS_TIME(25),
    /** Configure and hang up terminals. */
    SYS_TTY_CONFIG(26),
    /** Make device nodes. */
    MKNOD(27),
    /** Take leases on any file. */
    LEASE(28),
    /** Write to the audit log. */
    AUDIT_WRITE(29),
    /** Configure auditing. */
    AUDIT_CONTROL(30),
    /** Set the capabilities of files and map user id 0. */
    SETFCAP(31),
    /** Override mandatory access control. */
    MAC_OVERRIDE(32),
    /** Configure mandatory access control. */
    MAC_ADMIN(33),
    /** Read the kernel's log. */
    SYSLOG(34),
    /** Set timers that wake the machine. */
    WAKE_ALARM(35),
    /** Keep the machine from suspending. */
    BLOCK_SUSPEND(36),
    /** Read the audit log; since Linux 3.16. */
    AUDIT_READ(37),
    /** Observe performance; since Linux 5.8. */
    PERFMON(38),
    /** Load BPF programs; since Linux 5.8. */
    BPF(39),
    /** Checkpoint and restore processes; since Linux 5.9. */
    CHECKPOINT_RESTORE(40);

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

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    /**
     * Reads a capability's name, with or without {@code CAP_}, in either case.
     *
     * @param text such as {@code NET_ADMIN} or {@code cap_net_admin}
     * @return the capability
     * @throws IllegalArgumentException naming the text if there is no such capability
     */
    public static Capability parse(String text) {
        String upper = requireNonNull(text, "text").toUpperCase(Locale.ROOT);
        String name = upper.startsWith("CAP_") ? upper.substring(4) : upper;
        return Arrays.stream(values())
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown capability \"" + text + "\": use a name of capabilities(7) such as NET_ADMIN"));
    }

    /**
     * The kernel's number.
     *
     * @return 0 to 40
     */
    public int number() {
        return number;
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
        for (Capability capability : requireNonNull(capabilities, "capabilities")) {
            mask |= 1L << requireNonNull(capability, "capabilities").number;
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
            if ((mask >> capability.number & 1) != 0) {
                set.add(capability);
            }
        }
        return Collections.unmodifiableSet(set);
    }
}
