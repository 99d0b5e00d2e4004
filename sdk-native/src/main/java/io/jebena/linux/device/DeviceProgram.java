// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.device;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes rules as an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE (Linux 4.15). The kernel hands it
 *
 * <pre>
 * struct bpf_cgroup_dev_ctx { u32 access_type; u32 major; u32 minor; }    access_type: device kind | access &lt;&lt; 16
 * </pre>
 *
 * <p>and wants 1 for yes. The program goes through the rules from the last to the first and keeps the uses that no rule
 * has decided on yet in a register: an allowing rule takes its uses away, and when none is left the answer is yes; a
 * denying rule that finds one of its uses there answers no.
 */
final class DeviceProgram {
    private static final int LDX_W = 0x61;
    private static final int MOV_X = 0xbf;
    private static final int MOV_K = 0xb7;
    private static final int AND32_K = 0x54;
    private static final int RSH32_K = 0x74;
    private static final int JNE_K = 0x55;
    private static final int JSET_K = 0x45;
    private static final int JA = 0x05;
    private static final int EXIT = 0x95;

    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int KIND = 2;
    private static final int OPEN = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    private DeviceProgram() {}

    static byte[] compile(List<DeviceRule> rules) {
        DeviceProgram program = new DeviceProgram();
        program.start();
        for (int i = rules.size() - 1; i >= 0; i--) {
            DeviceRule rule = rules.get(i);
            if (rule.type() == DeviceRule.Type.ALL && rule.access() == DeviceRule.FULL && !rule.allow()) {
                break;
            }
            program.rule(rule);
        }
        program.answer(0);
        return program.code.toByteArray();
    }

    private void start() {
        add(LDX_W, KIND, CONTEXT, 0, 0);
        add(MOV_X, OPEN, KIND, 0, 0);
        add(AND32_K, KIND, 0, 0, 0xffff);
        add(RSH32_K, OPEN, 0, 0, 16);
        add(LDX_W, MAJOR, CONTEXT, 4, 0);
        add(LDX_W, MINOR, CONTEXT, 8, 0);
    }

    private void rule(DeviceRule rule) {
        int checks = (rule.type() == DeviceRule.Type.ALL ? 0 : 1)
                + (rule.major() == DeviceRule.ANY ? 0 : 1)
                + (rule.minor() == DeviceRule.ANY ? 0 : 1);
        int behind = checks + 4;
        if (rule.type() != DeviceRule.Type.ALL) {
            add(JNE_K, KIND, 0, --behind, rule.type().code());
        }
        if (rule.major() != DeviceRule.ANY) {
            add(JNE_K, MAJOR, 0, --behind, rule.major());
        }
        if (rule.minor() != DeviceRule.ANY) {
            add(JNE_K, MINOR, 0, --behind, rule.minor());
        }
        if (rule.allow()) {
            add(AND32_K, OPEN, 0, 0, ~rule.access());
            add(JNE_K, OPEN, 0, 2, 0);
            answer(1);
        } else {
            add(JSET_K, OPEN, 0, 1, rule.access());
            add(JA, 0, 0, 2, 0);
            answer(0);
        }
    }

    private void answer(int value) {
        add(MOV_K, RESULT, 0, 0, value);
        add(EXIT, 0, 0, 0, 0);
    }

    /** struct bpf_insn: u8 code, u4 destination, u4 source, s16 offset, s32 constant. */
    private void add(int opcode, int destination, int source, int offset, int constant) {
        byte[] instruction = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .put((byte) opcode)
                .put((byte) (destination | source << 4))
                .putShort((short) offset)
                .putInt(constant)
                .array();
        code.writeBytes(instruction);
    }
}
