// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples.scenario;

import io.jebena.Jebena;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
            boolean asTold = name.scenario.get().run(engine, System.out);
            System.out.println(asTold ? "All was as told." : "NOT AS TOLD");
            return asTold ? 0 : 1;
        }
    }

    /** The stories. */
    enum Name {
        MONITOR(Monitor::new),
        READ_ONLY(ReadOnlySite::new),
        SIDE_BY_SIDE(SideBySide::new),
        SUPERVISOR(Supervisor::new);

        private final Supplier<Scenario> scenario;

        Name(Supplier<Scenario> scenario) {
            this.scenario = scenario;
        }

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
