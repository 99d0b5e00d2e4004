// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Profiles for tests. */
final class Profiles {
    private static final String[] OPERATORS = {"EQ", "NE", "LT", "LE", "GE", "GT", "MASKED_EQ"};

    private static final String[] CALLS = {
        "read", "write", "openat", "close", "mmap", "clone", "ioctl", "prctl", "dup", "futex", "personality", "kill"
    };

    private static final long[] VALUES = {
        0, 1, 7, 0xff, 0x7E020000L, 0xffff_ffffL, 0x1_0000_0000L, 0x1_0000_0005L, -1, 1L << 63, 0x8000_0000L
    };

    private Profiles() {}

    static String byDefault() {
        try (InputStream stream = SeccompPolicy.class.getResourceAsStream("default-profile.json")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rules with up to three conditions each; unless simple, a call may have several, and an argument too. */
    static String random(long seed, boolean simple) {
        Random random = new Random(seed);
        StringBuilder rules = new StringBuilder();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            rules.append(i == 0 ? "" : ",")
                    .append("{\"names\":[\"")
                    .append(CALLS[simple ? i : random.nextInt(CALLS.length)]);
            rules.append("\",\"no_such_call\"],\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":9,\"args\":[");
            int conditions = random.nextInt(4);
            for (int c = 0; c < conditions; c++) {
                int index = simple ? c : random.nextInt(3);
                rules.append(c == 0 ? "" : ",").append(condition(random, index));
            }
            rules.append("]}");
        }
        return "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_X86_64\",\"SCMP_ARCH_X86\","
                + "\"SCMP_ARCH_X32\",\"SCMP_ARCH_AARCH64\",\"SCMP_ARCH_ARM\"],\"syscalls\":[" + rules + "]}";
    }

    private static String condition(Random random, int index) {
        String operator = OPERATORS[random.nextInt(OPERATORS.length)];
        long value = VALUES[random.nextInt(VALUES.length)];
        long second = VALUES[random.nextInt(VALUES.length)] & value;
        return "{\"index\":" + index + ",\"value\":" + Long.toUnsignedString(value) + ",\"valueTwo\":"
                + Long.toUnsignedString(second) + ",\"op\":\"SCMP_CMP_" + operator + "\"}";
    }

    /** A call with so many rules that jumps over them are longer than a conditional jump reaches. */
    static String large(int rules) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rules; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"names\":[\"read\",\"openat\"],\"action\":\"SCMP_ACT_ALLOW\",\"args\":[{\"index\":")
                    .append(i % 6)
                    .append(",\"value\":")
                    .append(Integer.toUnsignedLong(i * 0x9E3779B9))
                    .append(",\"op\":\"SCMP_CMP_EQ\"}]}");
        }
        return "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[" + text
                + ",{\"names\":[\"write\"],\"action\":\"SCMP_ACT_ALLOW\"}]}";
    }
}
