// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.value.Rlimit;

/** The kernel's numbers of resource limits (asm-generic/resource.h, the same on x86-64 and aarch64). */
final class RlimitNumbers {
    private RlimitNumbers() {}

    static int of(Rlimit.Kind kind) {
        return switch (kind) {
            case CPU -> 0;
            case FSIZE -> 1;
            case DATA -> 2;
            case STACK -> 3;
            case CORE -> 4;
            case RSS -> 5;
            case NPROC -> 6;
            case NOFILE -> 7;
            case MEMLOCK -> 8;
            case AS -> 9;
            case LOCKS -> 10;
            case SIGPENDING -> 11;
            case MSGQUEUE -> 12;
            case NICE -> 13;
            case RTPRIO -> 14;
            case RTTIME -> 15;
        };
    }
}
