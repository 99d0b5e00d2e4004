// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jebena.Jebena;
import io.jebena.spi.Availability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts Java as a user does: the one runnable jar, and the module path. */
class LaunchIT {
    private static final String MODULE = "io.jebena.examples";
    private static final int SECONDS = 60 * Integer.getInteger("jebena.test.timeoutScale", 1);

    @TempDir
    private Path directory;

    private record Ended(int status, String out, String err) {}

    @Test
    void jar_info_tellsOfTheHostAndWarnsOfNothing() throws Exception {
        Ended info = java("-jar", "target/jebena.jar", "info");

        assertThat(info.err).isEmpty();
        assertThat(info.out).contains("engine");
        assertThat(info.status).isEqualTo(Jebena.probe().usable() ? 0 : 1);
    }

    @Test
    void jar_version_isThatOfTheBuild() throws Exception {
        assertThat(java("-jar", "target/jebena.jar", "--version").out).matches("jebena \\d+\\.\\d+\\.\\d+\\S*\n");
    }

    @Test
    void jar_launcher_isInside() throws Exception {
        Ended list = run(List.of(tool("jar"), "--list", "--file", "target/jebena.jar"));

        assertThat(list.out.lines())
                .contains("META-INF/native/linux-"
                        + System.getProperty("os.arch").replace("amd64", "x86_64") + "/launcher")
                .contains("META-INF/services/io.jebena.spi.EngineProvider")
                .noneMatch(name -> name.endsWith("module-info.class"));
    }

    @Test
    void modulePath_info_findsTheEngineAsAService() throws Exception {
        Ended info = module("Main", "info");

        assertThat(info.err).isEmpty();
        assertThat(info.out).contains("engine");
        assertThat(info.status).isEqualTo(Jebena.probe().usable() ? 0 : 1);
    }

    @Test
    void modulePath_readmeExample_runsContainers() throws Exception {
        Availability availability = Jebena.probe();
        assumeTrue(availability.usable(), () -> "containers can't run here: " + availability.requirements());

        Ended example = module("ReadmeExample");

        assertThat(example.err).isEmpty();
        assertThat(example.out).startsWith("I am process 1 on pot\n").contains("it ended with");
        assertThat(example.status).isZero();
    }

    private Ended module(String mainClass, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "--enable-native-access=org.jnrproject.jffi,org.jnrproject.ffi",
                "--module-path",
                Path.of("target", "classes") + ":" + Files.readString(Path.of("target", "runtime.classpath")),
                "--module",
                MODULE + "/" + MODULE + "." + mainClass));
        command.addAll(List.of(arguments));
        return java(command.toArray(String[]::new));
    }

    private Ended java(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(tool("java")));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private Ended run(List<String> command) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end within " + SECONDS + " s");
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
