// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a seccomp filter as the kernel does, and refuses what the kernel's checker refuses. */
final class Cbpf {
    private final ByteBuffer program;
    private final int length;
    private int steps;

    Cbpf(byte[] program) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        this.length = program.length / 8;
        if (program.length % 8 != 0 || length == 0 || length > 4096) {
            throw new IllegalArgumentException(program.length + " bytes are no filter");
        }
        for (int i = 0; i < length; i++) {
            check(i);
        }
    }

    private void check(int at) {
        int left = length - at - 1;
        boolean fits =
                switch (code(at)) {
                    case 0x20 -> k(at) >= 0 && k(at) < 64 && k(at) % 4 == 0 && left > 0;
                    case 0x54 -> left > 0;
                    case 0x05 -> k(at) >= 0 && k(at) < left;
                    case 0x15, 0x25, 0x35, 0x45 -> jt(at) < left && jf(at) < left;
                    case 0x06 -> true;
                    default -> false;
                };
        if (!fits) {
            throw new IllegalArgumentException("the kernel would refuse instruction " + at + ": " + show(at));
        }
    }

    private String show(int at) {
        return "code 0x%x jt %d jf %d k 0x%x".formatted(code(at), jt(at), jf(at), k(at));
    }

    /** The filter's answer; {@link #steps} then tells how many instructions it took. */
    int run(int audit, int number, long[] arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        data.putInt(number).putInt(audit).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        int accumulator = 0;
        steps = 0;
        for (int at = 0; ; at++) {
            steps++;
            int k = k(at);
            switch (code(at)) {
                case 0x20 -> accumulator = data.getInt(k);
                case 0x54 -> accumulator &= k;
                case 0x05 -> at += k;
                case 0x15 -> at += accumulator == k ? jt(at) : jf(at);
                case 0x25 -> at += Integer.compareUnsigned(accumulator, k) > 0 ? jt(at) : jf(at);
                case 0x35 -> at += Integer.compareUnsigned(accumulator, k) >= 0 ? jt(at) : jf(at);
                case 0x45 -> at += (accumulator & k) != 0 ? jt(at) : jf(at);
                default -> {
                    return k;
                }
            }
        }
    }

    int steps() {
        return steps;
    }

    int length() {
        return length;
    }

    private int code(int at) {
        return program.getShort(8 * at) & 0xffff;
    }

    private int jt(int at) {
        return program.get(8 * at + 2) & 0xff;
    }

    private int jf(int at) {
        return program.get(8 * at + 3) & 0xff;
    }

    private int k(int at) {
        return program.getInt(8 * at + 4);
    }
}
