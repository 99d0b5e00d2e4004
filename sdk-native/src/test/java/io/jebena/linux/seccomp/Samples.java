// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Arguments worth trying on a profile: all its constants and their neighbours, in either half, and some at random. */
final class Samples {
    private Samples() {}

    static List<long[]> of(String profile, boolean wide) {
        Set<Long> values = new TreeSet<>(Set.of(0L, 1L, -1L, 0xffff_ffffL, 0x1_0000_0000L));
        try {
            for (JsonNode rule : new ObjectMapper().readTree(profile).path("syscalls")) {
                for (JsonNode condition : rule.path("args")) {
                    add(values, condition.path("value").bigIntegerValue().longValue());
                    add(values, condition.path("valueTwo").bigIntegerValue().longValue());
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        List<Long> pool = new ArrayList<>(values);
        Random random = new Random(20261123);
        List<long[]> samples = new ArrayList<>();
        for (int i = 0; i < Math.min(1_000, Math.max(100, 2 * pool.size())); i++) {
            long[] arguments = new long[6];
            for (int a = 0; a < 6; a++) {
                long value = i < pool.size() && a < 2 ? pool.get(i) : pool.get(random.nextInt(pool.size()));
                value = random.nextInt(8) == 0 ? random.nextLong() : value;
                arguments[a] = wide ? value : value & 0xffff_ffffL;
            }
            samples.add(arguments);
        }
        return samples;
    }

    private static void add(Set<Long> values, long value) {
        for (long near = value - 1; near <= value + 1; near++) {
            values.add(near);
            values.add(near | 1L << 32);
            values.add(near & 0xffff_ffffL);
            values.add(near ^ 1L << 63);
        }
    }
}
