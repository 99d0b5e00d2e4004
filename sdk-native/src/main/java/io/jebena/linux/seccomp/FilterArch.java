// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import io.jebena.linux.libc.Arch;

/** A calling convention that a filter tells apart, in the order of the columns of {@code syscalls.txt}. */
enum FilterArch {
    X86_64("SCMP_ARCH_X86_64", Arch.X86_64, 0xC000_003E, true),
    X86("SCMP_ARCH_X86", Arch.X86_64, 0x4000_0003, false),
    /** Shares its audit number with x86-64; its calls have bit 30 set, and the kernel drops the upper half of arguments. */
    X32("SCMP_ARCH_X32", Arch.X86_64, 0xC000_003E, false),
    AARCH64("SCMP_ARCH_AARCH64", Arch.AARCH64, 0xC000_00B7, true),
    ARM("SCMP_ARCH_ARM", Arch.AARCH64, 0x4000_0028, false);

    /** __X32_SYSCALL_BIT of asm/unistd.h. */
    static final int X32_BIT = 0x4000_0000;

    private final String profileName;
    private final Arch machine;
    private final int audit;
    private final boolean wide;

    FilterArch(String profileName, Arch machine, int audit, boolean wide) {
        this.profileName = profileName;
        this.machine = machine;
        this.audit = audit;
        this.wide = wide;
    }

    /** The name in profiles. */
    String profileName() {
        return profileName;
    }

    /** The machine whose kernel serves this convention. */
    Arch machine() {
        return machine;
    }

    /** {@code AUDIT_ARCH_*} of linux/audit.h, what the filter finds in {@code seccomp_data.arch}. */
    int audit() {
        return audit;
    }

    /** Whether arguments have 64 bits; of the others only the lower half counts, to the kernel as to the filter. */
    boolean wide() {
        return wide;
    }

    static FilterArch of(Arch machine) {
        return machine == Arch.X86_64 ? X86_64 : AARCH64;
    }
}
