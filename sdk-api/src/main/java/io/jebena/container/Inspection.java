// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

/** Everything about a container. */
public interface Inspection {
    /**
     * The answer of the Docker Engine API to {@code GET /containers/{id}/json}.
     *
     * @return a JSON object
     */
    String toJson();
}
