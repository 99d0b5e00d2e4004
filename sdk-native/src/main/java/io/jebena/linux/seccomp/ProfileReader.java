// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import io.jebena.capability.Capability;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.proc.KernelRelease;
import io.jebena.linux.seccomp.Condition.Comparison;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON forms of a profile. */
final class ProfileReader {
    /** Since Linux 4.17; without it a process under a filter pays for a speculation barrier it did not ask for. */
    private static final int FLAG_SPEC_ALLOW = 1 << 2;

    private static final Map<String, Integer> FLAGS = Map.of(
            "SECCOMP_FILTER_FLAG_TSYNC",
            1,
            "SECCOMP_FILTER_FLAG_LOG",
            1 << 1,
            "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
            1 << 2);

    /** What runtimes know beside {@link FilterArch}: named in profiles, of no use on our machines. */
    private static final Set<String> FOREIGN = Set.of(
            "SCMP_ARCH_LOONGARCH64",
            "SCMP_ARCH_M68K",
            "SCMP_ARCH_MIPS",
            "SCMP_ARCH_MIPS64",
            "SCMP_ARCH_MIPS64N32",
            "SCMP_ARCH_MIPSEL",
            "SCMP_ARCH_MIPSEL64",
            "SCMP_ARCH_MIPSEL64N32",
            "SCMP_ARCH_PARISC",
            "SCMP_ARCH_PARISC64",
            "SCMP_ARCH_PPC",
            "SCMP_ARCH_PPC64",
            "SCMP_ARCH_PPC64LE",
            "SCMP_ARCH_RISCV64",
            "SCMP_ARCH_S390",
            "SCMP_ARCH_S390X",
            "SCMP_ARCH_SH",
            "SCMP_ARCH_SHEB");

    /** A member of our own, see {@link SeccompPolicy#ordered}. */
    private static final String ORDER = "ruleOrder";

    private static final Set<String> PROFILE = Set.of(
            "defaultAction",
            "defaultErrnoRet",
            "defaultErrno",
            "architectures",
            "archMap",
            "flags",
            "listenerPath",
            "listenerMetadata",
            "syscalls",
            ORDER,
            "comment");

    private static final Set<String> RULE =
            Set.of("name", "names", "action", "errnoRet", "errno", "args", "includes", "excludes", "comment");

    private static final int MAX_ERRNO = 4095;
    private static final int MAX_DATA = 0xffff;

    SeccompPolicy read(String json) {
        JsonPlace profile = JsonPlace.parse("seccomp", json).object(PROFILE);
        if (profile.get("listenerPath").present()) {
            throw profile.get("listenerPath").wrong("no agent is asked about calls; remove it");
        }
        Action byDefault = action(profile, "defaultAction", "defaultErrnoRet", "defaultErrno");
        List<Rule> rules = new ArrayList<>();
        for (JsonPlace rule : profile.get("syscalls").elements()) {
            rules.add(rule(rule.object(RULE)));
        }
        JsonPlace order = profile.get(ORDER);
        if (order.present() && !order.text().equals("first")) {
            throw order.wrong("\"first\" is the only order that can be asked for");
        }
        return new SeccompPolicy(
                byDefault, rules, architectures(profile), flags(profile.get("flags")), order.present());
    }

    private static int flags(JsonPlace place) {
        if (!place.present()) {
            return FLAG_SPEC_ALLOW;
        }
        int flags = 0;
        for (JsonPlace element : place.elements()) {
            Integer flag = FLAGS.get(element.text());
            if (flag == null) {
                throw element.wrong(
                        "one of " + String.join(", ", new java.util.TreeSet<>(FLAGS.keySet())) + " is needed");
            }
            flags |= flag;
        }
        return flags;
    }

    private static Map<FilterArch, Set<FilterArch>> architectures(JsonPlace profile) {
        JsonPlace plain = profile.get("architectures");
        JsonPlace map = profile.get("archMap");
        if (!plain.elements().isEmpty() && !map.elements().isEmpty()) {
            throw map.wrong("either architectures or archMap can be given");
        }
        Map<FilterArch, Set<FilterArch>> architectures = new EnumMap<>(FilterArch.class);
        Set<FilterArch> listed = architectures(plain.elements());
        for (FilterArch arch : FilterArch.values()) {
            if (!listed.isEmpty()) {
                architectures.put(arch, listed);
            }
        }
        for (JsonPlace entry : map.elements()) {
            entry.object(Set.of("architecture", "subArchitectures"));
            FilterArch arch = architecture(entry.get("architecture"));
            Set<FilterArch> below = architectures(entry.get("subArchitectures").elements());
            if (arch != null) {
                architectures.put(arch, below);
            }
        }
        return architectures;
    }

    private static Set<FilterArch> architectures(List<JsonPlace> places) {
        Set<FilterArch> architectures = EnumSet.noneOf(FilterArch.class);
        for (JsonPlace place : places) {
            FilterArch arch = architecture(place);
            if (arch != null) {
                architectures.add(arch);
            }
        }
        return architectures;
    }

    private static @Nullable FilterArch architecture(JsonPlace place) {
        String name = place.text();
        for (FilterArch arch : FilterArch.values()) {
            if (arch.profileName().equals(name)) {
                return arch;
            }
        }
        if (!FOREIGN.contains(name)) {
            throw place.wrong("an architecture such as SCMP_ARCH_X86_64 is needed");
        }
        return null;
    }

    private static Rule rule(JsonPlace place) {
        List<String> names = new ArrayList<>(place.get("names").texts());
        if (place.get("name").present()) {
            if (!names.isEmpty()) {
                throw place.get("name").wrong("either name or names can be given");
            }
            names.add(place.get("name").text());
        }
        if (names.isEmpty()) {
            throw place.get("names").wrong("at least one call is needed");
        }
        List<Condition> conditions = new ArrayList<>();
        for (JsonPlace argument : place.get("args").elements()) {
            conditions.add(condition(argument.object(Set.of("index", "value", "valueTwo", "op"))));
        }
        return new Rule(
                List.copyOf(names),
                action(place, "action", "errnoRet", "errno"),
                List.copyOf(conditions),
                filter(place.get("includes")),
                filter(place.get("excludes")));
    }

    private static Action action(JsonPlace place, String field, String numberField, String nameField) {
        JsonPlace number = place.get(numberField);
        JsonPlace name = place.get(nameField);
        String action = place.get(field).text();
        int data = 0;
        if (action.equals("SCMP_ACT_ERRNO")) {
            data = number.present() ? number.number(MAX_ERRNO) : name.present() ? errno(name) : Errno.EPERM;
        } else if (action.equals("SCMP_ACT_TRACE")) {
            data = number.present() ? number.number(MAX_DATA) : Errno.EPERM;
        }
        try {
            return Action.of(action, data);
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException(place.get(field).path(), String.valueOf(e.getMessage()), e);
        }
    }

    private static int errno(JsonPlace place) {
        String name = place.text();
        for (int errno = 1; errno < 134; errno++) {
            if (Errno.name(errno).equals(name)) {
                return errno;
            }
        }
        throw place.wrong("the name of an error such as EPERM is needed");
    }

    private static Condition condition(JsonPlace place) {
        int index = place.get("index").number(5);
        long value = place.get("value").unsigned();
        long second = place.get("valueTwo").present() ? place.get("valueTwo").unsigned() : 0;
        JsonPlace op = place.get("op");
        Comparison comparison =
                switch (op.text()) {
                    case "SCMP_CMP_EQ" -> Comparison.EQ;
                    case "SCMP_CMP_NE" -> Comparison.NE;
                    case "SCMP_CMP_LT" -> Comparison.LT;
                    case "SCMP_CMP_LE" -> Comparison.LE;
                    case "SCMP_CMP_GE" -> Comparison.GE;
                    case "SCMP_CMP_GT" -> Comparison.GT;
                    case "SCMP_CMP_MASKED_EQ" -> Comparison.MASKED_EQ;
                    default ->
                        throw op.wrong("one of SCMP_CMP_EQ, SCMP_CMP_NE, SCMP_CMP_LT, SCMP_CMP_LE, SCMP_CMP_GE, "
                                + "SCMP_CMP_GT and SCMP_CMP_MASKED_EQ is needed");
                };
        return new Condition(index, comparison, value, comparison == Comparison.MASKED_EQ ? second : 0);
    }

    private static Rule.Filter filter(JsonPlace place) {
        if (!place.present()) {
            return Rule.Filter.NONE;
        }
        place.object(Set.of("arches", "caps", "minKernel"));
        long capabilities = 0;
        for (JsonPlace element : place.get("caps").elements()) {
            capabilities |= capability(element);
        }
        JsonPlace kernel = place.get("minKernel");
        return new Rule.Filter(
                List.copyOf(place.get("arches").texts()), capabilities, kernel.present() ? release(kernel) : null);
    }

    private static long capability(JsonPlace place) {
        String name = place.text();
        for (Capability capability : Capability.values()) {
            if (name.equals("CAP_" + capability.name())) {
                return 1L << capability.ordinal();
            }
        }
        throw place.wrong("the name of a capability such as CAP_SYS_ADMIN is needed");
    }

    private static KernelRelease release(JsonPlace place) {
        String text = place.text();
        try {
            return KernelRelease.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException(place.path(), "a release such as 4.8 is needed, not \"" + text + "\"", e);
        }
    }
}
