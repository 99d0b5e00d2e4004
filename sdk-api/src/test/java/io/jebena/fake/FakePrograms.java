// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.error.LaunchException;
import io.jebena.value.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** The programs that a fake container has. */
final class FakePrograms {
    private static final int ENOENT = 2;

    private static final Map<String, Program> PROGRAMS = Map.of(
            "true", (p, c) -> 0,
            "false", (p, c) -> 1,
            "echo",
                    (p, c) -> {
                        p.out(String.join(
                                        " ", p.command().subList(1, p.command().size())) + "\n");
                        return 0;
                    },
            "cat", (p, c) -> cat(p),
            "sleep",
                    (p, c) -> {
                        p.awaitSignal();
                        return 0;
                    },
            "printenv",
                    (p, c) -> {
                        p.out(p.env().getOrDefault(p.command().get(1), "") + "\n");
                        return 0;
                    },
            "pwd",
                    (p, c) -> {
                        p.out(p.spec().workdir().or(() -> c.spec().workdir()).orElse("/") + "\n");
                        return 0;
                    },
            "hostname",
                    (p, c) -> {
                        p.out(c.spec().hostname().orElse(c.id().shortForm()) + "\n");
                        return 0;
                    },
            "sh", (p, c) -> shell(p));

    private FakePrograms() {}

    static Program find(List<String> command) {
        Program program = PROGRAMS.get(command.get(0));
        if (program == null) {
            throw new LaunchException("exec", "execute " + command.get(0), ENOENT, "no such program");
        }
        return program;
    }

    private static int cat(FakeProcess process) throws IOException {
        InputStream in = process.in();
        byte[] buffer = new byte[8192];
        for (int got = in.read(buffer, 0, buffer.length); got >= 0; got = in.read(buffer, 0, buffer.length)) {
            process.out(buffer, got);
        }
        return 0;
    }

    /** As much of a shell as the contract's scripts need: echo, exit, and to wait for the signal trapped. */
    private static int shell(FakeProcess process) throws IOException {
        int trapped = 0;
        for (String step : process.command().get(2).split("; *", -1)) {
            if (step.startsWith("trap 'exit ")) {
                trapped = Integer.parseInt(step.substring("trap 'exit ".length(), step.indexOf('\'', 6)));
                process.handle(Signal.TERM);
            } else if (step.startsWith("exit ")) {
                return Integer.parseInt(step.substring(5));
            } else if (step.endsWith(" >&2")) {
                process.err(step.substring("echo ".length(), step.length() - " >&2".length()) + "\n");
            } else if (step.startsWith("echo ")) {
                process.out(step.substring("echo ".length()) + "\n");
            } else if (step.startsWith("while")) {
                process.awaitSignal();
                return trapped;
            }
        }
        return 0;
    }

    /** What a process does until it ends. */
    @FunctionalInterface
    interface Program {
        int run(FakeProcess process, FakeContainer container) throws IOException;
    }
}
