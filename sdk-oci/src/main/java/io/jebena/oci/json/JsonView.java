// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object being read: every member is asked for by name and kind, and a wrong one is reported with its place in
 * the document. Names are compared as the specifications spell them. {@code null} counts as absent, as Go programs write
 * it for what is empty. Immutable.
 */
public final class JsonView {
    /** The largest document read, in bytes: twice what registries accept for a manifest. */
    public static final int MAX_SIZE = 8 << 20;

    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 40;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(MAX_SIZE)
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(MAX_SIZE)
                        .build());
    }

    /** The object. */
    private final JsonNode node;

    /** Where it stands: the document's name, then members. */
    private final String path;

    private JsonView(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /**
     * Reads a document that is an object.
     *
     * @param document its bytes
     * @param what what it is, for messages, such as {@code manifest sha256:...}
     * @return the object
     * @throws JsonException if it is no JSON object, has a member twice, or is too large or too deep
     */
    public static JsonView parse(byte[] document, String what) {
        JsonNode root = tree(document, what);
        if (!root.isObject()) {
            throw new JsonException(what + ": expected an object", null);
        }
        return new JsonView(root, what);
    }

    /**
     * Reads a document that is a list of objects.
     *
     * @param document its bytes
     * @param what what it is, for messages
     * @return the objects
     * @throws JsonException if it is no JSON list of objects, has a member twice, or is too large or too deep
     */
    public static List<JsonView> parseList(byte[] document, String what) {
        return views(tree(document, what), what);
    }

    private static JsonNode tree(byte[] document, String what) {
        if (document.length > MAX_SIZE) {
            throw new JsonException(what + ": " + document.length + " bytes are more than " + MAX_SIZE, null);
        }
        try {
            return MAPPER.readTree(document);
        } catch (JsonProcessingException e) {
            throw new JsonException(what + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new JsonException(what + ": " + e.getMessage(), e);
        }
    }

    /**
     * Where this object stands, for messages.
     *
     * @return the document's name and the members that lead here
     */
    public String path() {
        return path;
    }

    /**
     * Whether a member is there and not null.
     *
     * @param name the member
     * @return true if it has a value
     */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /**
     * A text.
     *
     * @param name the member
     * @return its text, or empty if absent
     * @throws JsonException if it is no text
     */
    public Optional<String> string(String name) {
        return has(name) ? Optional.of(text(node.get(name), at(name))) : Optional.empty();
    }

    /**
     * A text that must be there.
     *
     * @param name the member
     * @return its text
     * @throws JsonException if it is absent or no text
     */
    public String requiredString(String name) {
        return string(name).orElseThrow(() -> missing(name));
    }

    /**
     * A whole number.
     *
     * @param name the member
     * @return the number, or empty if absent
     * @throws JsonException if it is no whole number of 64 bits
     */
    public Optional<Long> number(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = node.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new JsonException(at(name) + ": expected a whole number", null);
        }
        return Optional.of(value.longValue());
    }

    /**
     * A whole number that must be there.
     *
     * @param name the member
     * @return the number
     * @throws JsonException if it is absent or no whole number of 64 bits
     */
    public long requiredNumber(String name) {
        return number(name).orElseThrow(() -> missing(name));
    }

    /**
     * A truth value.
     *
     * @param name the member
     * @return the value; false if absent
     * @throws JsonException if it is neither true nor false
     */
    public boolean bool(String name) {
        if (has(name) && !node.get(name).isBoolean()) {
            throw new JsonException(at(name) + ": expected true or false", null);
        }
        return has(name) && node.get(name).booleanValue();
    }

    /**
     * A list of texts.
     *
     * @param name the member
     * @return the texts; empty if absent
     * @throws JsonException if it is no list of texts
     */
    public List<String> strings(String name) {
        List<String> result = new ArrayList<>();
        if (has(name)) {
            JsonNode list = list(node.get(name), at(name));
            for (int i = 0; i < list.size(); i++) {
                result.add(text(list.get(i), at(name) + "[" + i + "]"));
            }
        }
        return Collections.unmodifiableList(result);
    }

    /**
     * A map of texts.
     *
     * @param name the member
     * @return the texts by name, in the document's order; empty if absent
     * @throws JsonException if it is no object of texts
     */
    public Map<String, String> stringMap(String name) {
        Map<String, String> result = new LinkedHashMap<>();
        object(name).ifPresent(o -> {
            for (String key : o.names()) {
                result.put(key, text(o.node.get(key), o.at(key)));
            }
        });
        return Collections.unmodifiableMap(result);
    }

    /**
     * An object.
     *
     * @param name the member
     * @return the object, or empty if absent
     * @throws JsonException if it is no object
     */
    public Optional<JsonView> object(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!node.get(name).isObject()) {
            throw new JsonException(at(name) + ": expected an object", null);
        }
        return Optional.of(new JsonView(node.get(name), at(name)));
    }

    /**
     * An object that must be there.
     *
     * @param name the member
     * @return the object
     * @throws JsonException if it is absent or no object
     */
    public JsonView requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /**
     * A list of objects.
     *
     * @param name the member
     * @return the objects; empty if absent
     * @throws JsonException if it is no list of objects
     */
    public List<JsonView> objects(String name) {
        return has(name) ? views(node.get(name), at(name)) : List.of();
    }

    /**
     * The names of all members.
     *
     * @return the names, in the document's order
     */
    public List<String> names() {
        List<String> result = new ArrayList<>();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            result.add(names.next());
        }
        return result;
    }

    private static List<JsonView> views(JsonNode list, String path) {
        List<JsonView> result = new ArrayList<>();
        for (int i = 0; i < list(list, path).size(); i++) {
            String place = path + "[" + i + "]";
            if (!list.get(i).isObject()) {
                throw new JsonException(place + ": expected an object", null);
            }
            result.add(new JsonView(list.get(i), place));
        }
        return Collections.unmodifiableList(result);
    }

    private static JsonNode list(JsonNode value, String path) {
        if (!value.isArray()) {
            throw new JsonException(path + ": expected a list", null);
        }
        return value;
    }

    private static String text(JsonNode value, String path) {
        if (!value.isTextual()) {
            throw new JsonException(path + ": expected a text", null);
        }
        return value.textValue();
    }

    private JsonException missing(String name) {
        return new JsonException(at(name) + ": missing", null);
    }

    private String at(String name) {
        return path + ": " + name;
    }
}
