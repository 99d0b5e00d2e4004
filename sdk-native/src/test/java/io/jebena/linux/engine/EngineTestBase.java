// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ProcessResult;
import io.jebena.engine.ContainerEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine of a root of its own for each test, and short ways to run something in a container. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class EngineTestBase {
    static final Duration PATIENCE = Duration.ofSeconds(20L * Scale.FACTOR);
    static final String[] STUBBORN = {"sleep", "1000"};

    @TempDir
    Path folder;

    ContainerEngine engine;
    private final List<Path> copies = new ArrayList<>();

    @BeforeEach
    void openEngine() {
        Busybox.root();
        engine = Jebena.open(options -> options.root(root()));
    }

    @AfterEach
    void closeEngine() {
        if (engine != null) {
            engine.close();
        }
        sweep();
        copies.forEach(copy -> host("rm", "-rf", copy.toString()));
        // roots are full of links that lead elsewhere, each worth a warning to JUnit's own clean-up
        host("find", folder.toString(), "-mindepth", "1", "-delete");
    }

    /** Where an engine was killed, the next one clears away what it left in the kernel. */
    private void sweep() {
        for (String name : HostSnapshot.names(folder)) {
            Path root = folder.resolve(name);
            if (!HostSnapshot.names(root.resolve("engines")).isEmpty()) {
                Jebena.open(options -> options.root(root)).close();
            }
        }
    }

    Path root() {
        return folder.resolve("root");
    }

    static ContainerSpec.Builder spec(String... command) {
        return ContainerSpec.builder().rootfs(Busybox.root()).throwAway(true).command(command);
    }

    static ContainerSpec.Builder shell(String script) {
        return spec("sh", "-c", script);
    }

    ProcessResult run(ContainerSpec.Builder spec) {
        return engine.containers().run(spec.build());
    }

    /** Standard output and error of a script in an ordinary container. */
    String said(String script) {
        ProcessResult result = run(shell(script));
        return result.stdout() + result.stderr();
    }

    Container create(ContainerSpec.Builder spec) {
        return engine.containers().create(spec.build());
    }

    Container start(ContainerSpec.Builder spec) {
        return create(spec).start();
    }

    /** A copy of the busybox root that a test may change. */
    Path copyOfRoot(String name) {
        Path copy = folder.resolve(name);
        copies.add(copy);
        host("cp", "-a", Busybox.root().toString(), copy.toString());
        return copy;
    }

    /** Runs a program of the host and returns what it printed; it must succeed. */
    static String host(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(List.of(command) + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + List.of(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
