// SPDX-License-Identifier: Apache-2.0
/** Programs that use the API: the tour, a runner, a look at the host and the benchmark. */
module io.jebena.examples {
    requires info.picocli;
    requires io.jebena.api;
    requires jdk.httpserver;
    requires jdk.unsupported;
    requires static org.jspecify;

    opens io.jebena.examples to
            info.picocli;
    opens io.jebena.examples.scenario to
            info.picocli;
}
