// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import io.jebena.error.InvalidSpecException;
import io.jebena.linux.seccomp.Assembler.Jump;
import io.jebena.linux.seccomp.Decision.Clause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compiles a profile: the architecture is looked at first, then the call's number is found by bisection, then its
 * arguments are compared.
 *
 * <pre>
 * struct seccomp_data { int nr; u32 arch; u64 instruction_pointer; u64 args[6]; }
 *                       0       4         8                        16
 * </pre>
 */
final class FilterCompiler {
    private static final int NUMBER = 0;
    private static final int ARCH = 4;
    private static final int ARGUMENTS = 16;

    /** BPF_MAXINSNS of linux/bpf_common.h. */
    private static final int LONGEST = 4096;

    private final Assembler code = new Assembler();

    private FilterCompiler() {}

    static byte[] compile(SeccompPolicy policy, FilterContext context) {
        return new FilterCompiler().program(policy, context);
    }

    private byte[] program(SeccompPolicy policy, FilterContext context) {
        FilterArch first = FilterArch.of(context.machine());
        List<FilterArch> others = new ArrayList<>();
        for (FilterArch arch : policy.architectures(first)) {
            if (arch.machine() == context.machine() && arch != first && arch != FilterArch.X32) {
                others.add(arch);
            }
        }
        boolean x32 = policy.architectures(first).contains(FilterArch.X32);
        // a convention that the profile does not list is never used by accident
        int next = code.ret(Action.KILL_PROCESS.code());
        for (FilterArch arch : others) {
            next = archCheck(arch, numbers(policy, arch, context, false), next);
        }
        archCheck(first, numbers(policy, first, context, x32), next);
        code.load(ARCH);
        if (code.size() > LONGEST) {
            throw new InvalidSpecException(
                    "seccomp",
                    "the profile compiles to " + code.size() + " instructions, the kernel takes " + LONGEST
                            + "; use fewer conditions");
        }
        return code.toBytes();
    }

    private int archCheck(FilterArch arch, int numbers, int next) {
        return code.jump(Jump.EQUAL, arch.audit(), numbers, next);
    }

    /** The look at the call's number, and all behind it. */
    private int numbers(SeccompPolicy policy, FilterArch arch, FilterContext context, boolean x32) {
        int tree;
        if (arch == FilterArch.X86_64) {
            int high = x32
                    ? tree(DecisionTable.of(policy, FilterArch.X32, context), FilterArch.X32)
                    : code.ret(Action.KILL_PROCESS.code());
            int low = tree(DecisionTable.of(policy, arch, context), arch);
            tree = code.jump(Jump.GREATER_OR_EQUAL, FilterArch.X32_BIT, high, low);
        } else {
            tree = tree(DecisionTable.of(policy, arch, context), arch);
        }
        code.before(tree);
        return code.load(NUMBER);
    }

    private int tree(TreeMap<Integer, Decision> decisions, FilterArch arch) {
        Map<Decision, Integer> blocks = new HashMap<>();
        int offset = arch == FilterArch.X32 ? FilterArch.X32_BIT : 0;
        List<Integer> starts = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        decisions.forEach((start, decision) -> {
            starts.add(start + offset);
            targets.add(blocks.computeIfAbsent(decision, d -> block(d, arch)));
        });
        return bisect(starts, targets);
    }

    private int bisect(List<Integer> starts, List<Integer> targets) {
        if (starts.size() == 1) {
            return targets.get(0);
        }
        int middle = starts.size() / 2;
        int upper = bisect(starts.subList(middle, starts.size()), targets.subList(middle, targets.size()));
        int lower = bisect(starts.subList(0, middle), targets.subList(0, middle));
        return code.jump(Jump.GREATER_OR_EQUAL, starts.get(middle), upper, lower);
    }

    private int block(Decision decision, FilterArch arch) {
        int next = code.ret(decision.otherwise().code());
        for (int c = decision.clauses().size() - 1; c >= 0; c--) {
            Clause clause = decision.clauses().get(c);
            int fits = code.ret(clause.action().code());
            for (int i = clause.conditions().size() - 1; i >= 0; i--) {
                fits = condition(clause.conditions().get(i), arch, fits, next);
            }
            next = fits;
        }
        return next;
    }

    private int condition(Condition condition, FilterArch arch, int yes, int no) {
        return switch (condition.comparison()) {
            case EQ -> masked(condition.index(), arch, -1L, condition.value(), yes, no);
            case NE -> masked(condition.index(), arch, -1L, condition.value(), no, yes);
            case MASKED_EQ -> masked(condition.index(), arch, condition.value(), condition.masked(), yes, no);
            case GE -> ordered(condition, arch, Jump.GREATER_OR_EQUAL, yes, no);
            case GT -> ordered(condition, arch, Jump.GREATER, yes, no);
            case LT -> ordered(condition, arch, Jump.GREATER_OR_EQUAL, no, yes);
            case LE -> ordered(condition, arch, Jump.GREATER, no, yes);
        };
    }

    /** Where arguments have 32 bits the constants' lower halves count, as with libseccomp: -1 stays -1. */
    private int masked(int index, FilterArch arch, long mask, long value, int yes, int no) {
        long relevant = arch.wide() ? -1L : 0xffff_ffffL;
        if ((value & ~mask & relevant) != 0) {
            return no;
        }
        int offset = ARGUMENTS + 8 * index;
        int low = half(offset, (int) mask, (int) value, yes, no);
        return arch.wide() ? half(offset + 4, (int) (mask >>> 32), (int) (value >>> 32), low, no) : low;
    }

    private int half(int offset, int mask, int value, int yes, int no) {
        if (mask == 0 || yes == no) {
            return yes;
        }
        if (mask == -1) {
            code.jump(Jump.EQUAL, value, yes, no);
        } else if (value == 0) {
            code.jump(Jump.ANY_BIT, mask, no, yes);
        } else {
            code.jump(Jump.EQUAL, value, yes, no);
            code.and(mask);
        }
        return code.load(offset);
    }

    private int ordered(Condition condition, FilterArch arch, Jump jump, int yes, int no) {
        if (yes == no) {
            return yes;
        }
        int high = (int) (condition.value() >>> 32);
        int offset = ARGUMENTS + 8 * condition.index();
        code.jump(jump, (int) condition.value(), yes, no);
        int low = code.load(offset);
        if (!arch.wide()) {
            return low;
        }
        int notGreater = code.jump(Jump.EQUAL, high, low, no);
        code.jump(Jump.GREATER, high, yes, notGreater);
        return code.load(offset + 4);
    }
}
