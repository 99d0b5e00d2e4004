// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples.scenario;

import io.jebena.Jebena;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs one of the stories of this package. */
@Command(
        name = "scenario",
        description = "Run one of four classic reasons for containers; see SCENARIOS.md beside this example's code.",
        footer = {"", "Exit codes: 0 everything was as told, 1 something was not, 2 wrong usage."})
public final class ScenarioCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}")
    private Name name = Name.MONITOR;

    @Override
    public Integer call() throws Exception {
        try (ContainerEngine engine = Jebena.open(EngineOptions.Builder::ephemeral)) {
            boolean asTold = name.scenario().run(engine, System.out);
            System.out.println(asTold ? "All was as told." : "NOT AS TOLD");
            return asTold ? 0 : 1;
        }
    }

    /** The stories. */
    enum Name {
        MONITOR,
        READ_ONLY,
        SIDE_BY_SIDE,
        SUPERVISOR;

        Scenario scenario() {
            return switch (this) {
                case MONITOR -> new Monitor();
                case READ_ONLY -> new ReadOnlySite();
                case SIDE_BY_SIDE -> new SideBySide();
                case SUPERVISOR -> new Supervisor();
            };
        }

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
