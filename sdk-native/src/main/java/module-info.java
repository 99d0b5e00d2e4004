// SPDX-License-Identifier: Apache-2.0
/**
 * The engine: drives Linux through jnr-ffi and the launcher. Exports nothing; it is found as a service.
 *
 * <p>The jnr jars are automatic modules that do not name the ASM modules they need, so this descriptor does; and the
 * classes that jnr-ffi generates live in an unnamed module, so the binding package is opened to all.
 */
@SuppressWarnings("requires-automatic")
module io.jebena.linux {
    requires io.jebena.api;
    requires io.jebena.oci;
    requires static org.jspecify;
    requires org.jnrproject.ffi;
    requires org.jnrproject.posix;
    requires org.objectweb.asm;
    requires org.objectweb.asm.commons;
    requires org.objectweb.asm.util;
    requires org.objectweb.asm.tree;
    requires org.objectweb.asm.tree.analysis;
    requires com.fasterxml.jackson.databind;

    opens io.jebena.linux.libc;

    provides io.jebena.spi.EngineProvider with
            io.jebena.linux.engine.LinuxEngineProvider;
}
