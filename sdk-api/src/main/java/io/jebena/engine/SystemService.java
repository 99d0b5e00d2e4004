// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import io.jebena.capability.Capability;
import java.util.Set;

/** What the host offers and what the engine makes of it. Thread-safe. */
public interface SystemService {
    /**
     * A look at the host.
     *
     * @return as it is now
     */
    SystemInfo info();

    /**
     * The capabilities that this engine holds and therefore can give.
     *
     * @return an unmodifiable set
     */
    Set<Capability> capabilities();
}
