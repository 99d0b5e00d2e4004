// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples.scenario;

import io.jebena.container.Container;
import io.jebena.container.ProcessResult;
import io.jebena.container.Ready;
import io.jebena.engine.ContainerEngine;
import io.jebena.namespace.NamespaceMode;
import java.io.PrintStream;

/** Two programs that want the same port, the same lock file and the same host name, at the same time on one machine. */
final class SideBySide implements Scenario {
    @Override
    public boolean run(ContainerEngine engine, PrintStream out) {
        try (Container first = shop(engine, "first");
                Container second = shop(engine, "second")) {
            String name = first.exec("cat", "/proc/sys/kernel/hostname").stdout()
                    + second.exec("cat", "/proc/sys/kernel/hostname").stdout();
            out.println("Both listen at port " + WebSite.PORT + ", both hold /tmp/web-site.lock, both are called "
                    + name.lines().distinct().toList());

            ProcessResult third = engine.containers()
                    .run(WebSite.spec()
                            .namespaces(n -> n.network(NamespaceMode.container("first")))
                            .build());
            out.println("A third one in the network of the first has to go: exit code "
                    + third.exitStatus().code() + ", "
                    + third.stderr().lines().findFirst().orElse(""));
            return name.equals("shop\nshop\n")
                    && third.exitStatus().code() != 0
                    && third.stderr().contains("Address already in use");
        }
    }

    private static Container shop(ContainerEngine engine, String name) {
        return engine.containers()
                .create(WebSite.spec().name(name).hostname("shop").build())
                .start()
                .awaitReady(Ready.all(Ready.logLine("serving"), Ready.http(WebSite.PORT, "/lock?" + name)), PATIENCE);
    }
}
