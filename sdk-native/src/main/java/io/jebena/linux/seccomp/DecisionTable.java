// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import io.jebena.linux.libc.Errno;
import io.jebena.linux.seccomp.Condition.Comparison;
import io.jebena.linux.seccomp.Decision.Clause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a profile decides on every call number of one architecture.
 *
 * <p>How rules on the same call add up is libseccomp's way, as profiles are written with it in mind: a rule without
 * conditions beats all that have some, the first of several such counts, and a rule whose action is the profile's
 * default is no rule. Profiles that ask for it are read in order instead: the first rule that fits decides. Names that
 * the architecture does not have are passed over.
 *
 * <p>Numbers above all that the profile names are calls made after it was written: where it forbids by default they
 * answer ENOSYS instead, so that programs fall back to older calls.
 */
final class DecisionTable {
    /** Subcalls of socketcall(2), 32-bit x86 only (linux/net.h), which a filter sees as its first argument. */
    private static final Map<String, Integer> SOCKET_CALLS = Map.ofEntries(
            Map.entry("socket", 1),
            Map.entry("bind", 2),
            Map.entry("connect", 3),
            Map.entry("listen", 4),
            Map.entry("accept", 5),
            Map.entry("getsockname", 6),
            Map.entry("getpeername", 7),
            Map.entry("socketpair", 8),
            Map.entry("send", 9),
            Map.entry("recv", 10),
            Map.entry("sendto", 11),
            Map.entry("recvfrom", 12),
            Map.entry("shutdown", 13),
            Map.entry("setsockopt", 14),
            Map.entry("getsockopt", 15),
            Map.entry("sendmsg", 16),
            Map.entry("recvmsg", 17),
            Map.entry("accept4", 18),
            Map.entry("recvmmsg", 19),
            Map.entry("sendmmsg", 20));

    /** Subcalls of ipc(2), 32-bit x86 only (linux/ipc.h); the upper half of the argument is a version. */
    private static final Map<String, Integer> IPC_CALLS = Map.ofEntries(
            Map.entry("semop", 1),
            Map.entry("semget", 2),
            Map.entry("semctl", 3),
            Map.entry("semtimedop", 4),
            Map.entry("msgsnd", 11),
            Map.entry("msgrcv", 12),
            Map.entry("msgget", 13),
            Map.entry("msgctl", 14),
            Map.entry("shmat", 21),
            Map.entry("shmdt", 22),
            Map.entry("shmget", 23),
            Map.entry("shmctl", 24));

    private final FilterArch arch;
    private final Action byDefault;
    private final boolean ordered;
    private final TreeMap<Integer, List<Clause>> clauses = new TreeMap<>();
    private int highest = -1;

    private DecisionTable(FilterArch arch, Action byDefault, boolean ordered) {
        this.arch = arch;
        this.byDefault = byDefault;
        this.ordered = ordered;
    }

    /** The decisions by the first number that each holds from; the first number is 0. */
    static TreeMap<Integer, Decision> of(SeccompPolicy policy, FilterArch arch, FilterContext context) {
        DecisionTable table = new DecisionTable(arch, policy.defaultAction(), policy.ordered());
        for (Rule rule : policy.rules()) {
            boolean counts = rule.appliesIn(context)
                    && (policy.ordered() || !rule.action().equals(policy.defaultAction()));
            for (String name : rule.names()) {
                table.add(name, rule, counts);
            }
        }
        return table.intervals(policy.newerCalls());
    }

    private void add(String name, Rule rule, boolean counts) {
        Integer number = SyscallNumbers.of(arch, name);
        if (number != null) {
            highest = Math.max(highest, number);
            if (counts) {
                add(number, rule);
            }
        }
        if (arch == FilterArch.X86 && counts && rule.conditions().isEmpty()) {
            // with conditions there is nothing to add: the arguments are in memory, where no filter can look
            Integer socket = SOCKET_CALLS.get(name);
            Integer ipc = IPC_CALLS.get(name);
            if (socket != null) {
                addMultiplexed("socketcall", new Condition(0, Comparison.EQ, socket, 0), rule);
            } else if (ipc != null) {
                addMultiplexed("ipc", new Condition(0, Comparison.MASKED_EQ, 0xffff, ipc), rule);
            }
        }
    }

    private void addMultiplexed(String multiplexer, Condition subcall, Rule rule) {
        Integer number = SyscallNumbers.of(arch, multiplexer);
        if (number != null) {
            clausesOf(number).add(new Clause(List.of(subcall), rule.action()));
        }
    }

    private void add(int number, Rule rule) {
        List<Condition> conditions = rule.conditions();
        long arguments =
                conditions.stream().mapToInt(Condition::index).distinct().count();
        if (arguments == conditions.size()) {
            clausesOf(number).add(new Clause(conditions, rule.action()));
        } else {
            // several conditions on one argument are alternatives: what runtimes make of it, and profiles rely on
            for (Condition condition : conditions) {
                clausesOf(number).add(new Clause(List.of(condition), rule.action()));
            }
        }
    }

    private List<Clause> clausesOf(int number) {
        return clauses.computeIfAbsent(number, n -> new ArrayList<>());
    }

    private TreeMap<Integer, Decision> intervals(@Nullable Action newerCalls) {
        TreeMap<Integer, Decision> starts = new TreeMap<>();
        Decision usual = Decision.always(byDefault);
        starts.put(0, usual);
        clauses.forEach((number, list) -> {
            starts.put(number, decide(list));
            starts.put(number + 1, usual);
        });
        if (newerCalls != null && highest >= 0) {
            starts.put(highest + 1, Decision.always(newerCalls));
        }
        TreeMap<Integer, Decision> merged = new TreeMap<>();
        starts.forEach((number, decision) -> {
            if (merged.isEmpty() || !merged.lastEntry().getValue().equals(decision)) {
                merged.put(number, decision);
            }
        });
        return merged;
    }

    private Decision decide(List<Clause> list) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).conditions().isEmpty()) {
                Action action = list.get(i).action();
                return ordered ? new Decision(List.copyOf(list.subList(0, i)), action) : Decision.always(action);
            }
        }
        return new Decision(List.copyOf(list), byDefault);
    }

    /** What calls newer than a profile get: see the class comment; null where they get its default. */
    static @Nullable Action newerCalls(Action byDefault) {
        Action unknown = Action.errno(Errno.ENOSYS);
        return byDefault.permissive() || byDefault.equals(unknown) ? null : unknown;
    }
}
