// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.linux.libc.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A small root of one static program, made once for all tests of a JVM. */
public final class Busybox {
    private static final List<Path> PLACES = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));

    private Busybox() {}

    /** The root's directory; the test is skipped, with the reason printed, where it cannot be made. */
    public static Path root() {
        require(Kernel.processes().effectiveUser() == 0, "the kernel tests need root");
        require(Holder.ROOT != null, "no static busybox on this machine: apt-get install busybox-static");
        return Holder.ROOT;
    }

    static void require(boolean met, String reason) {
        if (!met) {
            System.err.println("SKIPPED: " + reason);
        }
        Assumptions.assumeTrue(met, reason);
    }

    private static final class Holder {
        static final Path ROOT = make();

        private static Path make() {
            try {
                for (Path program : PLACES) {
                    if (Files.isExecutable(program)) {
                        return make(program);
                    }
                }
                return null;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("cannot make the busybox root", e);
            }
        }

        private static Path make(Path program) throws IOException, InterruptedException {
            Path root = Files.createTempDirectory("jebena-busybox");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
            for (String directory :
                    List.of("bin", "sbin", "usr/bin", "usr/sbin", "etc", "root", "tmp", "var", "home")) {
                Files.createDirectories(root.resolve(directory));
            }
            Files.copy(program, root.resolve("bin/busybox"));
            root.resolve("bin/busybox").toFile().setExecutable(true, false);
            root.toFile().setExecutable(true, false);
            root.toFile().setReadable(true, false);
            Process list = new ProcessBuilder(program.toString(), "--list-full").start();
            for (String applet : new String(list.getInputStream().readAllBytes()).split("\n")) {
                Path link = root.resolve(applet);
                if (Files.isDirectory(link.getParent()) && !Files.exists(link)) {
                    Files.createSymbolicLink(link, Path.of("/bin/busybox"));
                }
            }
            list.waitFor(10, TimeUnit.SECONDS);
            Path printenv = root.resolve("bin/printenv");
            if (!Files.exists(printenv)) {
                Files.writeString(printenv, "#!/bin/sh\nfor n; do eval \"echo \\\"\\$$n\\\"\"; done\n");
                printenv.toFile().setExecutable(true, false);
            }
            Files.writeString(
                    root.resolve("etc/passwd"),
                    "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000:Alice:/home/alice:/bin/sh\n");
            Files.writeString(root.resolve("etc/group"), "root:x:0:\nalice:x:1000:\nwheel:x:10:alice\nvideo:x:44:\n");
            return root;
        }

        private static void delete(Path root) {
            try (var files = Files.walk(root)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(f -> f.toFile().delete());
            } catch (IOException e) {
                System.err.println("left behind: " + root);
            }
        }
    }
}
