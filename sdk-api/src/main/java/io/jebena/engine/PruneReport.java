// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import io.jebena.value.ByteSize;
import java.util.List;

/**
 * What a removal of everything that is not used has removed.
 *
 * @param removed ids, in the order of their creation
 * @param reclaimed space that was given back
 */
public record PruneReport(List<String> removed, ByteSize reclaimed) {
    /**
     * Copies the list.
     *
     * @param removed ids
     * @param reclaimed space that was given back
     */
    public PruneReport {
        removed = List.copyOf(removed);
    }
}
