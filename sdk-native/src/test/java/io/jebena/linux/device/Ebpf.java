// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs the few eBPF instructions that device programs are made of. */
final class Ebpf {
    private Ebpf() {}

    static boolean allows(byte[] program, DeviceRule.Type type, int major, int minor, int access) {
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int[] context = {type.code() | access << 16, major, minor};
        long[] register = new long[11];
        for (int at = 0; ; at++) {
            int destination = code.get(8 * at + 1) & 0xf;
            int source = code.get(8 * at + 1) >> 4 & 0xf;
            int offset = code.getShort(8 * at + 2);
            int constant = code.getInt(8 * at + 4);
            switch (code.get(8 * at) & 0xff) {
                case 0x61 -> register[destination] = Integer.toUnsignedLong(context[offset / 4]);
                case 0xbf -> register[destination] = register[source];
                case 0xb7 -> register[destination] = constant;
                case 0x54 -> register[destination] = register[destination] & constant & 0xffff_ffffL;
                case 0x74 -> register[destination] = (register[destination] & 0xffff_ffffL) >>> constant;
                case 0x55 -> at += register[destination] != constant ? offset : 0;
                case 0x45 -> at += (register[destination] & constant) != 0 ? offset : 0;
                case 0x05 -> at += offset;
                case 0x95 -> {
                    return register[0] == 1;
                }
                default -> throw new IllegalArgumentException("instruction " + at);
            }
        }
    }
}
