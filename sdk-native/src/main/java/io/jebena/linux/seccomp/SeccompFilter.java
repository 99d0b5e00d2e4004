// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

/** A compiled filter, ready for seccomp(2) with SECCOMP_SET_MODE_FILTER. Immutable. */
public final class SeccompFilter {
    private final byte[] program;
    private final int flags;

    SeccompFilter(byte[] program, int flags) {
        this.program = program;
        this.flags = flags;
    }

    /**
     * The instructions.
     *
     * @return a copy of an array of {@code struct sock_filter}, eight bytes each, in this machine's byte order
     */
    public byte[] program() {
        return program.clone();
    }

    /**
     * How many instructions there are.
     *
     * @return at most 4096
     */
    public int length() {
        return program.length / 8;
    }

    /**
     * The flags of seccomp(2).
     *
     * @return {@code SECCOMP_FILTER_FLAG_*} bits
     */
    public int flags() {
        return flags;
    }
}
