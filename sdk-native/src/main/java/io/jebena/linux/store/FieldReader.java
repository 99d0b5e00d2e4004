// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.jebena.value.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/** Reads members of a JSON object that {@link FieldWriter} wrote. What is not there sets nothing. */
final class FieldReader {
    private final JsonNode json;

    FieldReader(JsonNode json) {
        this.json = json;
    }

    boolean has(String field) {
        return json.has(field);
    }

    JsonNode node(String field) {
        return json.path(field);
    }

    FieldReader inner(String field) {
        return new FieldReader(json.path(field));
    }

    boolean flag(String field) {
        return json.path(field).asBoolean();
    }

    void text(String field, Consumer<String> set) {
        if (json.has(field)) {
            set.accept(json.get(field).asText());
        }
    }

    void time(String field, Consumer<Duration> set) {
        text(field, time -> set.accept(Duration.parse(time)));
    }

    void number(String field, LongConsumer set) {
        if (json.has(field)) {
            set.accept(json.get(field).asLong());
        }
    }

    void small(String field, IntConsumer set) {
        if (json.has(field)) {
            set.accept(json.get(field).asInt());
        }
    }

    void fraction(String field, DoubleConsumer set) {
        if (json.has(field)) {
            set.accept(json.get(field).asDouble());
        }
    }

    void size(String field, Consumer<ByteSize> set) {
        number(field, bytes -> set.accept(ByteSize.bytes(bytes)));
    }

    void list(String field, Consumer<List<String>> set) {
        if (json.has(field)) {
            set.accept(texts(field));
        }
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        json.path(field).forEach(t -> texts.add(t.asText()));
        return texts;
    }

    Map<String, String> map(String field) {
        Map<String, String> map = new LinkedHashMap<>();
        json.path(field)
                .properties()
                .forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        return map;
    }

    Map<String, Long> numbers(String field) {
        Map<String, Long> map = new LinkedHashMap<>();
        json.path(field)
                .properties()
                .forEach(e -> map.put(e.getKey(), e.getValue().asLong()));
        return map;
    }
}
