// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

/** Who starts a container's first process and hears of its end: this JVM, or somebody who outlives it. */
interface Runner {
    /**
     * Starts the first process. Nothing of it is left if that fails.
     *
     * @param container what to start
     * @param output opens its streams
     */
    Run launch(LinuxContainer container, ContainerOutput output);
}
