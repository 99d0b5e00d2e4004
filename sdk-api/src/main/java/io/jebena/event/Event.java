// SPDX-License-Identifier: Apache-2.0
package io.jebena.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened to a container, an image or something else of an engine, in the words of the Docker Engine API.
 *
 * @param time when
 * @param type to what kind of thing: {@code container}, {@code image}, {@code volume}, {@code network}
 * @param action what: {@code create}, {@code start}, {@code die}, ...; {@code exec_create} and its like are followed by a colon and
 *     the command
 * @param id of the thing
 * @param attributes its name, its labels and what the action adds, such as {@code exitCode}; unmodifiable
 */
public record Event(Instant time, String type, String action, String id, Map<String, String> attributes) {
    /**
     * Copies the attributes.
     *
     * @param time when
     * @param type to what kind of thing
     * @param action what
     * @param id of the thing
     * @param attributes in the order to keep
     */
    public Event {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** Time, type, action and name. */
    @Override
    public String toString() {
        return time + " " + type + " " + action + " " + attributes.getOrDefault("name", id);
    }
}
