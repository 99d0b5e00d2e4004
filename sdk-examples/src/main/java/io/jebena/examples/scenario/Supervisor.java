// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples.scenario;

import io.jebena.container.Container;
import io.jebena.container.Ready;
import io.jebena.engine.ContainerEngine;
import java.io.PrintStream;

/** One container with several programs: a supervisor keeps them going, a small init as process 1 cleans up behind it. */
final class Supervisor implements Scenario {
    private static final String SUPERVISOR =
            """
            for worker in tea coffee; do
                (while :; do echo "$worker begins"; sleep 1000; done) &
            done
            (sleep 0.01 & exec true)
            wait""";

    @Override
    public boolean run(ContainerEngine engine, PrintStream out) {
        try (Container team = engine.containers()
                .create(c -> c.hostRootfs().init(true).shell(SUPERVISOR))
                .start()) {
            team.awaitReady(Ready.all(Ready.logLine("tea begins"), Ready.logLine("coffee begins")), PATIENCE);
            out.println("Two workers below one supervisor, as the host sees them:");
            team.top().processes().forEach(row -> out.println("   " + row.get(row.size() - 1)));

            out.println("One worker dies, and the supervisor starts it again:");
            team.exec("sh", "-c", "kill $(grep -l '^sleep$' /proc/[0-9]*/comm | head -n 1 | tr -dc 0-9)");
            team.awaitReady(Ready.logPattern("begins", 3), PATIENCE);
            team.stdoutText().lines().forEach(line -> out.println("   " + line));

            boolean zombies = team.top().processes().stream()
                    .anyMatch(row -> row.get(row.size() - 1).contains("defunct"));
            out.println("Nothing dead is left lying about: " + !zombies);
            int code = team.stop().code();
            out.println("Asked to stop, all of it ends at once with " + code + ", for the init passes signals on.");
            return !zombies && code == 143;
        }
    }
}
