// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A JSON object being written: members in the order they are put, maps by key, no white space, so that the same content
 * always gives the same bytes and digest. What is empty is left out. Not thread-safe.
 */
public final class JsonDocument {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The object. */
    private final ObjectNode node = JsonNodeFactory.instance.objectNode();

    /** Creates an empty object. */
    public JsonDocument() {}

    /**
     * Puts a text; an empty one is left out.
     *
     * @param name the member
     * @param value its text
     * @return this
     */
    public JsonDocument put(String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
        return this;
    }

    /**
     * Puts a number.
     *
     * @param name the member
     * @param value the number
     * @return this
     */
    public JsonDocument put(String name, long value) {
        node.put(name, value);
        return this;
    }

    /**
     * Puts a truth value; false is left out.
     *
     * @param name the member
     * @param value the value
     * @return this
     */
    public JsonDocument put(String name, boolean value) {
        if (value) {
            node.put(name, true);
        }
        return this;
    }

    /**
     * Puts an object; an empty one is left out.
     *
     * @param name the member
     * @param value the object
     * @return this
     */
    public JsonDocument put(String name, JsonDocument value) {
        if (!value.node.isEmpty()) {
            node.set(name, value.node);
        }
        return this;
    }

    /**
     * Puts a map of texts, by key; an empty one is left out.
     *
     * @param name the member
     * @param values texts by name
     * @return this
     */
    public JsonDocument put(String name, Map<String, String> values) {
        JsonDocument object = new JsonDocument();
        new TreeMap<>(values).forEach(object.node::put);
        return put(name, object);
    }

    /**
     * Puts a list of texts; an empty one is left out.
     *
     * @param name the member
     * @param values the texts
     * @return this
     */
    public JsonDocument putStrings(String name, Collection<String> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        values.forEach(list::add);
        if (!list.isEmpty()) {
            node.set(name, list);
        }
        return this;
    }

    /**
     * Puts a list of objects, even an empty one.
     *
     * @param name the member
     * @param values the objects
     * @return this
     */
    public JsonDocument putObjects(String name, List<JsonDocument> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        values.forEach(v -> list.add(v.node));
        node.set(name, list);
        return this;
    }

    /**
     * The document.
     *
     * @return its bytes, UTF-8
     */
    public byte[] bytes() {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new JsonException("cannot write a document", e);
        }
    }
}
