// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

// readme: begin
import io.jebena.Jebena;
import io.jebena.capability.Capability;
import io.jebena.container.Container;
import io.jebena.engine.ContainerEngine;

final class ReadmeExample {
    public static void main(String[] args) {
        try (ContainerEngine engine = Jebena.open()) {
            String hello = engine.containers()
                    .run(c -> c.hostRootfs().hostname("pot").command("sh", "-c", "echo I am process $$ on $(hostname)"))
                    .expectExit(0)
                    .stdout();
            System.out.print(hello);

            try (Container server = engine.containers()
                    .create(c -> c.hostRootfs()
                            .command("sleep", "1000")
                            .memory("64m")
                            .pids(20)
                            .dropCapabilities(Capability.ALL))
                    .start()) {
                System.out.print(server.exec("ls", "/proc/1/fd").stdout());
                System.out.println("it ended with " + server.kill());
            }
        }
    }
}
// readme: end
