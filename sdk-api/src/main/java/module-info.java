// SPDX-License-Identifier: Apache-2.0
/** The API of Jebena: containers inside the JVM. An engine is found through {@link io.jebena.spi.EngineProvider}. */
module io.jebena.api {
    requires static org.jspecify;

    exports io.jebena;
    exports io.jebena.capability;
    exports io.jebena.container;
    exports io.jebena.device;
    exports io.jebena.engine;
    exports io.jebena.error;
    exports io.jebena.event;
    exports io.jebena.image;
    exports io.jebena.log;
    exports io.jebena.namespace;
    exports io.jebena.security;
    exports io.jebena.spi;
    exports io.jebena.user;
    exports io.jebena.value;

    uses io.jebena.spi.EngineProvider;
}
