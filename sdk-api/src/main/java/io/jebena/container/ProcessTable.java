// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import java.util.List;

/**
 * The processes of a container as the host sees them.
 *
 * @param titles what each column is
 * @param processes a row for each process, with as many texts as there are titles
 */
public record ProcessTable(List<String> titles, List<List<String>> processes) {
    /**
     * Copies the lists.
     *
     * @param titles what each column is
     * @param processes a row for each process
     */
    public ProcessTable {
        titles = List.copyOf(titles);
        processes = processes.stream().map(List::copyOf).toList();
    }
}
