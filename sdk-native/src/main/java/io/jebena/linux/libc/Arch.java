// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import io.jebena.error.HostRequirementException;

/** The processor architectures whose kernel call numbers are known. */
public enum Arch {
    /** AMD and Intel, 64 bit. */
    X86_64("x86_64", "amd64", 0xC000_003EL),
    /** ARM, 64 bit. */
    AARCH64("aarch64", "arm64", 0xC000_00B7L);

    private final String kernelName;
    private final String ociName;
    private final long auditArch;

    Arch(String kernelName, String ociName, long auditArch) {
        this.kernelName = kernelName;
        this.ociName = ociName;
        this.auditArch = auditArch;
    }

    /**
     * The machine's name as {@code uname -m} prints it.
     *
     * @return such as {@code x86_64}
     */
    public String kernelName() {
        return kernelName;
    }

    /**
     * The name in image indexes (GOARCH).
     *
     * @return such as {@code amd64}
     */
    public String ociName() {
        return ociName;
    }

    /**
     * The {@code AUDIT_ARCH_*} value that seccomp filters see.
     *
     * @return the value as an unsigned 32-bit number
     */
    public long auditArch() {
        return auditArch;
    }

    /**
     * The architecture that this JVM runs on.
     *
     * @return the architecture
     * @throws HostRequirementException if it is neither x86-64 nor aarch64
     */
    public static Arch current() {
        return Holder.CURRENT;
    }

    private static final class Holder {
        static final Arch CURRENT = detect(System.getProperty("os.arch", ""));
    }

    static Arch detect(String osArch) {
        return switch (osArch) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default ->
                throw new HostRequirementException(
                        "a 64-bit x86 or ARM processor, but os.arch is " + osArch,
                        "run on linux-x86_64 or linux-aarch64");
        };
    }
}
