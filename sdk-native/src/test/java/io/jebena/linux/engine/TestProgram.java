// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Small static C programs among the resources of the tests, compiled where a test needs them. */
final class TestProgram {
    private TestProgram() {}

    /**
     * Compiles a program; the test is skipped, with the reason printed, where no C compiler is.
     *
     * @param name of the source, without {@code .c}
     * @param folder takes source and program
     */
    static Path compile(String name, Path folder) {
        Path source = folder.resolve(name + ".c");
        Path program = folder.resolve(name);
        try (InputStream in = TestProgram.class.getResourceAsStream(name + ".c")) {
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
            Process gcc = start(source, program);
            Busybox.require(gcc != null, "no C compiler here to make " + name + ".c: apt-get install gcc libc6-dev");
            if (gcc.waitFor() != 0) {
                throw new IllegalStateException(name + ".c does not compile");
            }
            return program;
        } catch (IOException e) {
            throw new IllegalStateException("cannot make " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process start(Path source, Path program) {
        try {
            return new ProcessBuilder(
                            "gcc",
                            "-static",
                            "-Os",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-o",
                            program.toString(),
                            source.toString())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            return null;
        }
    }
}
