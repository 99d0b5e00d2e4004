// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Small static programs for containers, made of a C source beside the tests, once in a JVM. */
final class CProgram {
    private static final ConcurrentMap<String, Path> MADE = new ConcurrentHashMap<>();

    private CProgram() {}

    /** The program; the test is skipped, with the reason printed, where there is no compiler. */
    static Path of(String name) {
        Busybox.require(Compiler.THERE, "no C compiler here to make " + name + ".c: apt-get install gcc libc6-dev");
        return MADE.computeIfAbsent(name, CProgram::make);
    }

    private static final class Compiler {
        static final boolean THERE = run("gcc", "--version");
    }

    private static Path make(String name) {
        try {
            Path directory = Files.createTempDirectory("jebena-" + name);
            Path source = directory.resolve(name + ".c");
            Path program = directory.resolve(name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                source.toFile().delete();
                program.toFile().delete();
                directory.toFile().delete();
            }));
            try (InputStream in = CProgram.class.getResourceAsStream(name + ".c")) {
                Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
            }
            boolean made = run(
                    "gcc",
                    "-static",
                    "-Os",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-o",
                    program.toString(),
                    source.toString());
            if (!made) {
                throw new IllegalStateException(name + ".c does not compile");
            }
            return program;
        } catch (IOException e) {
            throw new IllegalStateException("cannot make " + name, e);
        }
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // there is none
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
