// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The static program {@code escape.c}, compiled once for all tests of a JVM. */
final class EscapeProgram {
    private EscapeProgram() {}

    /** The program; the test is skipped, with the reason printed, where no C compiler is. */
    static Path path() {
        Busybox.require(Holder.PROGRAM != null, "no C compiler here to make escape.c: apt-get install gcc libc6-dev");
        return Holder.PROGRAM;
    }

    private static final class Holder {
        static final Path PROGRAM = make();

        private static Path make() {
            try {
                Path directory = Files.createTempDirectory("jebena-escape");
                Path source = directory.resolve("escape.c");
                Path program = directory.resolve("escape");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    source.toFile().delete();
                    program.toFile().delete();
                    directory.toFile().delete();
                }));
                try (InputStream in = EscapeProgram.class.getResourceAsStream("escape.c")) {
                    Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
                }
                return compiled(source, program) ? program : null;
            } catch (IOException e) {
                throw new IllegalStateException("cannot make the escape program", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static boolean compiled(Path source, Path program) throws IOException, InterruptedException {
            Process gcc;
            try {
                gcc = new ProcessBuilder(
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
                return false; // there is none
            }
            if (gcc.waitFor() != 0) {
                throw new IllegalStateException("escape.c does not compile");
            }
            return true;
        }
    }
}
