// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples.scenario;

import io.jebena.container.Container;
import io.jebena.container.Mount;
import io.jebena.container.Ready;
import io.jebena.engine.ContainerEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A web site that can write to one directory and nowhere else, whatever a visitor talks it into. */
final class ReadOnlySite implements Scenario {
    private static final int FORBIDDEN = 403;

    @Override
    public boolean run(ContainerEngine engine, PrintStream out) throws IOException {
        Path data = Files.createTempDirectory("jebena-site");
        try (Container site = engine.containers()
                .create(WebSite.spec()
                        .readOnlyRoot(true)
                        .addMount(Mount.bind(data, "/data"))
                        .build())
                .start()) {
            site.awaitReady(Ready.http(WebSite.PORT, "/"), PATIENCE);
            site.awaitReady(Ready.http(WebSite.PORT, "/note?hello"), PATIENCE);
            String notes = Files.readString(data.resolve("notes"));
            out.println("The site notes what a visitor says, in a directory of the host: " + notes.strip());

            site.awaitReady(Ready.http(WebSite.PORT, "/deface?gotcha", status -> status == FORBIDDEN), PATIENCE);
            out.println("A visitor finds a hole and writes to /etc/hostname: refused, the root is read-only.");
            out.println("   its log says: " + site.stdoutText().strip().lines().reduce("", (a, b) -> b));
            return notes.startsWith("hello") && site.stdoutText().contains("refused");
        } finally {
            Files.deleteIfExists(data.resolve("notes"));
            Files.delete(data);
        }
    }
}
