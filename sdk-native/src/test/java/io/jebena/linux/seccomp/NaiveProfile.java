// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers for one call straight from a profile's text, rule by rule, with none of the compiler's classes but the table. */
final class NaiveProfile {
    private static final Map<String, Integer> PLAIN = Map.of(
            "SCMP_ACT_ALLOW",
            0x7fff0000,
            "SCMP_ACT_LOG",
            0x7ffc0000,
            "SCMP_ACT_KILL",
            0,
            "SCMP_ACT_KILL_THREAD",
            0,
            "SCMP_ACT_KILL_PROCESS",
            0x80000000,
            "SCMP_ACT_TRAP",
            0x30000);

    private final JsonNode profile;
    private final String machine;
    private final Set<String> capabilities;
    private final Map<FilterArch, Map<Integer, List<JsonNode>>> rules = new EnumMap<>(FilterArch.class);
    private final Map<FilterArch, Integer> highest = new EnumMap<>(FilterArch.class);

    NaiveProfile(String json, String machine, Set<String> capabilities) {
        try {
            this.profile = new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        this.machine = machine;
        this.capabilities = capabilities;
        for (FilterArch arch : FilterArch.values()) {
            rules.put(arch, new HashMap<>());
            for (JsonNode rule : profile.path("syscalls")) {
                for (JsonNode name : rule.path("names")) {
                    Integer number = SyscallNumbers.of(arch, name.asText());
                    if (number != null) {
                        rules.get(arch)
                                .computeIfAbsent(number, n -> new ArrayList<>())
                                .add(rule);
                        highest.merge(arch, number, Math::max);
                    }
                }
            }
        }
    }

    /** Every number that some argument decides on. */
    Set<Integer> conditional(FilterArch arch) {
        Set<Integer> numbers = new TreeSet<>();
        for (JsonNode rule : profile.path("syscalls")) {
            if (!rule.path("args").isEmpty()) {
                rule.path("names").forEach(name -> {
                    Integer number = SyscallNumbers.of(arch, name.asText());
                    if (number != null) {
                        numbers.add(number);
                    }
                });
            }
        }
        return numbers;
    }

    int decide(FilterArch arch, int number, long[] all) {
        long[] arguments = all.clone();
        for (int i = 0; i < arguments.length && !arch.wide(); i++) {
            arguments[i] &= 0xffff_ffffL;
        }
        int byDefault = code(profile, "defaultAction", "defaultErrnoRet");
        Integer conditional = null;
        for (JsonNode rule : rules.get(arch).getOrDefault(number, List.of())) {
            int code = code(rule, "action", "errnoRet");
            if (!counts(rule) || code == byDefault) {
                continue;
            }
            if (rule.path("args").isEmpty()) {
                return code;
            }
            if (conditional == null && holds(rule.path("args"), arguments, arch.wide() ? -1L : 0xffff_ffffL)) {
                conditional = code;
            }
        }
        if (number > highest.getOrDefault(arch, Integer.MAX_VALUE)) {
            boolean permissive = (byDefault & 0xffff0000) >= 0x7ff00000;
            return permissive ? byDefault : 0x50000 | 38;
        }
        return conditional == null ? byDefault : conditional;
    }

    private static boolean holds(JsonNode conditions, long[] arguments, long width) {
        boolean repeated = false;
        boolean any = false;
        boolean all = true;
        Set<Integer> seen = new TreeSet<>();
        for (JsonNode condition : conditions) {
            repeated |= !seen.add(condition.path("index").asInt());
            boolean one = holds(condition, arguments[condition.path("index").asInt()], width);
            any |= one;
            all &= one;
        }
        return repeated ? any : all;
    }

    private static boolean holds(JsonNode condition, long argument, long width) {
        long value = condition.path("value").bigIntegerValue().longValue() & width;
        long second = condition.path("valueTwo").bigIntegerValue().longValue() & width;
        int order = Long.compareUnsigned(argument, value);
        return switch (condition.path("op").asText()) {
            case "SCMP_CMP_EQ" -> order == 0;
            case "SCMP_CMP_NE" -> order != 0;
            case "SCMP_CMP_LT" -> order < 0;
            case "SCMP_CMP_LE" -> order <= 0;
            case "SCMP_CMP_GE" -> order >= 0;
            case "SCMP_CMP_GT" -> order > 0;
            case "SCMP_CMP_MASKED_EQ" -> (argument & value) == second;
            default -> throw new IllegalArgumentException(condition.toString());
        };
    }

    private boolean counts(JsonNode rule) {
        JsonNode includes = rule.path("includes");
        JsonNode excludes = rule.path("excludes");
        for (JsonNode cap : excludes.path("caps")) {
            if (capabilities.contains(cap.asText())) {
                return false;
            }
        }
        for (JsonNode cap : includes.path("caps")) {
            if (!capabilities.contains(cap.asText())) {
                return false;
            }
        }
        boolean listed = includes.path("arches").isEmpty();
        for (JsonNode arch : includes.path("arches")) {
            listed |= arch.asText().equals(machine);
        }
        for (JsonNode arch : excludes.path("arches")) {
            listed &= !arch.asText().equals(machine);
        }
        return listed;
    }

    private static int code(JsonNode place, String action, String errno) {
        String name = place.path(action).asText();
        int data = place.path(errno).asInt(1);
        return switch (name) {
            case "SCMP_ACT_ERRNO" -> 0x50000 | data;
            case "SCMP_ACT_TRACE" -> 0x7ff00000 | data;
            default -> PLAIN.get(name);
        };
    }
}
