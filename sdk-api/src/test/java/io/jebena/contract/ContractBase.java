// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.engine.ContainerEngine;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The engine under test and the containers the contract makes in it. */
@Timeout(120)
public abstract class ContractBase {
    /** Longer than anything takes on the slowest machine; reached only by a failure. */
    protected static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Says that it is ready, then ends with 5 when it is asked to terminate. */
    protected static final String[] POLITE = {"sh", "-c", "trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done"
    };

    /** Lives until it is killed: the first process of a pid namespace gets no signal that it does not handle. */
    protected static final String[] STUBBORN = {"sleep", "1000"};

    /** The engine under test, a new one for each test. */
    protected ContainerEngine engine;

    /**
     * Opens an engine that has no containers yet.
     *
     * @return the engine, closed after the test
     */
    protected abstract ContainerEngine openEngine();

    /**
     * A specification on a root with {@code sh}, {@code sleep}, {@code cat}, {@code echo}, {@code true}, {@code false},
     * {@code pwd}, {@code hostname} and {@code printenv}.
     *
     * @param command the program and its arguments
     * @return a builder to be completed
     */
    protected ContainerSpec.Builder spec(String... command) {
        return ContainerSpec.builder().hostRootfs().command(command);
    }

    @BeforeEach
    void openForTest() {
        engine = openEngine();
    }

    @AfterEach
    void closeAfterTest() {
        engine.close();
    }

    Container create(String... command) {
        return engine.containers().create(spec(command).build());
    }

    Container start(String... command) {
        return create(command).start();
    }
}
