// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with an engine of its own: it runs a class of the tests, is spoken to by lines, and may be killed. */
final class ChildEngine implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;

    private ChildEngine(Process process) {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Starts the JVM; what it says on standard error is seen in the test's own. */
    static ChildEngine start(Class<?> main, Object... arguments) {
        return start(List.of(), main, arguments);
    }

    /** Starts the JVM with further options of its own. */
    static ChildEngine start(List<String> options, Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(1, options);
        if (Runtime.version().feature() > 21) {
            command.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            return new ChildEngine(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new IllegalStateException("cannot start another JVM", e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** The next line it prints. */
    String line() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("the other JVM ended without a word");
            }
            return line;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says a line and reads the answer. */
    String ask(String line) {
        in.println(line);
        return line();
    }

    /** SIGKILL: no hook of it runs. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end. */
    void join() {
        try {
            if (!process.waitFor(60L * Scale.FACTOR, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the other JVM does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        join();
    }
}
