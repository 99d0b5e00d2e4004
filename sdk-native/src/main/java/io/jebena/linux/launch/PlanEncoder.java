// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.error.InvalidSpecException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a plan as the launcher's {@code plan.h} describes it, into a buffer that is used again.
 *
 * <pre>
 * header 48 bytes | steps: u16 opcode, u16 words, u32 argument[words] | data: each item, a NUL, up to a multiple of 4
 * </pre>
 */
final class PlanEncoder {
    static final int MAGIC = 0x4c50_424a;
    static final int VERSION = 1;
    static final int HEADER_SIZE = 48;
    static final int NO_INDEX = -1;

    private ByteBuffer buffer = allocate(16 * 1024);
    private int stepAt;
    private int dataAt;
    private int table;

    static int padded(int length) {
        return (length + 4) & ~3;
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Encodes a plan.
     *
     * @param plan the plan
     * @param tableStart how many descriptors of the launch come before those of this plan
     * @return this encoder's direct buffer, from 0 to the plan's length; valid until the next call
     * @throws InvalidSpecException if it is larger than the launcher takes
     */
    ByteBuffer encode(LaunchPlan plan, int tableStart) {
        int stepsSize = 0;
        long dataSize = 0;
        for (Step step : plan.steps()) {
            stepsSize += 4 + 4 * step.kind().words();
            dataSize += step.dataSize();
        }
        long wanted = HEADER_SIZE + stepsSize + dataSize;
        PlanLimits.check(plan, wanted);
        int size = (int) wanted;
        if (buffer.capacity() < size) {
            buffer = allocate(Integer.highestOneBit(size - 1) << 1);
        }
        table = tableStart;
        stepAt = HEADER_SIZE;
        dataAt = HEADER_SIZE + stepsSize;
        header(plan, size);
        for (Step step : plan.steps()) {
            step(step);
        }
        return buffer.limit(size).position(0);
    }

    private void header(LaunchPlan plan, int size) {
        buffer.clear();
        buffer.putInt(MAGIC).putShort((short) VERSION).putShort((short) HEADER_SIZE);
        buffer.putInt(size).putInt(plan.steps().size()).putInt(plan.prelude()).putInt(dataAt);
        buffer.putLong(plan.namespaces());
        buffer.putInt(index(plan.cgroup())).putInt(index(plan.kill())).putLong(0);
    }

    private int index(int own) {
        return own == NO_INDEX ? NO_INDEX : own + table;
    }

    private void step(Step step) {
        StepKind kind = step.kind();
        buffer.putShort(stepAt, (short) kind.number()).putShort(stepAt + 2, (short) kind.words());
        stepAt += 4;
        for (int i = 0; i < kind.letters().length(); i++) {
            argument(kind.letters().charAt(i), step.arguments().get(i));
        }
    }

    private void argument(char letter, Object value) {
        switch (letter) {
            case 'u', 't' -> word((Integer) value);
            case 'f' -> word(index((Integer) value));
            case 'q' -> {
                word((int) (long) (Long) value);
                word((int) ((Long) value >>> 32));
            }
            case 'l' -> list((byte[][]) value);
            default -> {
                byte[] bytes = (byte[]) value;
                word(data(bytes));
                word(bytes.length);
            }
        }
    }

    private void word(int value) {
        buffer.putInt(stepAt, value);
        stepAt += 4;
    }

    private int data(byte[] bytes) {
        int at = reserve(bytes.length);
        buffer.position(at);
        buffer.put(bytes);
        return at;
    }

    private int reserve(int length) {
        int at = dataAt;
        int end = at + padded(length);
        buffer.putInt(end - 4, 0); // the NUL and the padding lie in the last word
        dataAt = end;
        return at;
    }

    private void list(byte[][] list) {
        int[] offsets = new int[list.length];
        for (int i = 0; i < list.length; i++) {
            offsets[i] = data(list[i]);
        }
        int pairs = reserve(8 * list.length);
        for (int i = 0; i < list.length; i++) {
            buffer.putInt(pairs + 8 * i, offsets[i]).putInt(pairs + 8 * i + 4, list[i].length);
        }
        word(pairs);
        word(list.length);
    }
}
