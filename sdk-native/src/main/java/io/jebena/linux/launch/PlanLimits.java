// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.error.InvalidSpecException;

/** What the launcher has room for; what goes beyond it can only be arguments and environment. */
final class PlanLimits {
    static final int MAX_SIZE = 4 << 20;
    static final int MAX_LIST = 32768;

    private static final int CANDIDATES = 0;
    private static final int ARGUMENTS = 1;
    private static final int ENVIRONMENT = 2;

    private PlanLimits() {}

    /**
     * Checks a plan.
     *
     * @param plan the plan
     * @param size its size when encoded, in bytes
     * @throws InvalidSpecException that names the part to shorten
     */
    static void check(LaunchPlan plan, long size) {
        Step last =
                plan.steps().isEmpty() ? null : plan.steps().get(plan.steps().size() - 1);
        if (last != null && last.kind() == StepKind.EXEC) {
            count("env", "directories in PATH", list(last, CANDIDATES));
            count("command", "arguments", list(last, ARGUMENTS));
            count("env", "variables", list(last, ENVIRONMENT));
        }
        if (size <= MAX_SIZE) {
            return;
        }
        if (last == null || last.kind() != StepKind.EXEC) {
            throw new InvalidSpecException(
                    "mounts", "they take " + size + " bytes to describe; at most " + MAX_SIZE + " are taken");
        }
        long arguments = bytes(list(last, ARGUMENTS));
        long environment = bytes(list(last, ENVIRONMENT));
        throw new InvalidSpecException(
                arguments >= environment ? "command" : "env",
                "the arguments have " + arguments + " bytes and the environment " + environment
                        + "; with all else that starts a process, at most " + MAX_SIZE + " are taken");
    }

    private static byte[][] list(Step exec, int argument) {
        return (byte[][]) exec.arguments().get(argument);
    }

    private static void count(String field, String things, byte[][] list) {
        if (list.length > MAX_LIST) {
            throw new InvalidSpecException(
                    field, list.length + " " + things + " are more than the " + MAX_LIST + " that are taken");
        }
    }

    private static long bytes(byte[][] list) {
        long bytes = 0;
        for (byte[] text : list) {
            bytes += text.length + 1L;
        }
        return bytes;
    }
}
