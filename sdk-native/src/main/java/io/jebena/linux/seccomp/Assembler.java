// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes classic BPF from its last instruction to its first. Jumps only lead forward, so every target is already there
 * when the jump to it is written, and its distance is known. A target is the number of instructions from it to the end.
 *
 * <p>A conditional jump reaches 255 instructions. A target farther away is reached through a copy (of a return) or a
 * long jump, put right behind the conditional jump: no instruction runs into that place, as conditional jumps always
 * name both targets.
 */
final class Assembler {
    private static final int LD_W_ABS = 0x20;
    private static final int ALU_AND_K = 0x54;
    private static final int JMP_JA = 0x05;
    private static final int RET_K = 0x06;

    private static final int REACH = 255;

    /** Conditional jumps, all with an unsigned constant. */
    enum Jump {
        EQUAL(0x15),
        GREATER(0x25),
        GREATER_OR_EQUAL(0x35),
        ANY_BIT(0x45);

        private final int code;

        Jump(int code) {
            this.code = code;
        }
    }

    private record Instruction(int code, int ifTrue, int ifFalse, int constant) {}

    private final List<Instruction> backwards = new ArrayList<>();
    private final Map<Integer, Integer> returns = new HashMap<>();

    int size() {
        return backwards.size();
    }

    /** Ends the filter with a value. */
    int ret(int value) {
        Integer known = returns.get(value);
        return known != null ? known : newReturn(value);
    }

    /** Loads a 32-bit word of {@code seccomp_data}, and runs into what was written last. */
    int load(int offset) {
        return add(LD_W_ABS, 0, 0, offset);
    }

    /** Keeps some bits of the loaded word, and runs into what was written last. */
    int and(int mask) {
        return add(ALU_AND_K, 0, 0, mask);
    }

    int jump(Jump jump, int constant, int ifTrue, int ifFalse) {
        if (ifTrue == ifFalse) {
            return ifTrue;
        }
        int near = reachable(ifTrue, 2);
        int other = reachable(ifFalse, 1);
        return add(jump.code, size() - near, size() - other, constant);
    }

    /** The same target, or a stand-in near enough with so many more instructions to come. */
    private int reachable(int target, int margin) {
        return size() + margin - target <= REACH ? target : before(target);
    }

    /** Makes sure that what is written next runs into the target. */
    int before(int target) {
        if (target == size()) {
            return target;
        }
        Instruction instruction = backwards.get(target - 1);
        return instruction.code == RET_K ? newReturn(instruction.constant) : add(JMP_JA, 0, 0, size() - target);
    }

    private int newReturn(int value) {
        int target = add(RET_K, 0, 0, value);
        returns.put(value, target);
        return target;
    }

    private int add(int code, int ifTrue, int ifFalse, int constant) {
        backwards.add(new Instruction(code, ifTrue, ifFalse, constant));
        return backwards.size();
    }

    /** The program as an array of {@code struct sock_filter}: u16 code, u8 ifTrue, u8 ifFalse, u32 constant. */
    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(8 * size()).order(ByteOrder.nativeOrder());
        for (int i = size() - 1; i >= 0; i--) {
            Instruction instruction = backwards.get(i);
            bytes.putShort((short) instruction.code)
                    .put((byte) instruction.ifTrue)
                    .put((byte) instruction.ifFalse)
                    .putInt(instruction.constant);
        }
        return bytes.array();
    }
}
