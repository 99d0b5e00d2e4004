// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples.scenario;

import io.jebena.engine.ContainerEngine;
import java.io.PrintStream;
import java.time.Duration;

/** A story that can be run. */
interface Scenario {
    /** How long a program may take to answer before it counts as not answering. */
    Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Runs it.
     *
     * @param engine where the containers are made; they are removed before this returns
     * @param out is told what happens
     * @return whether everything was as it should be
     * @throws Exception if something could not be done at all
     */
    boolean run(ContainerEngine engine, PrintStream out) throws Exception;
}
