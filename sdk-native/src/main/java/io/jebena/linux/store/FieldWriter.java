// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jebena.value.ByteSize;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes members of a JSON object. What is not set is not written. */
final class FieldWriter {
    private final JsonGenerator out;

    FieldWriter(JsonGenerator out) {
        this.out = out;
    }

    JsonGenerator out() {
        return out;
    }

    void text(String field, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(field, value.get().toString());
        }
    }

    void flag(String field, boolean value) throws IOException {
        if (value) {
            out.writeBooleanField(field, true);
        }
    }

    void number(String field, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            out.writeNumberField(field, value.getAsLong());
        }
    }

    void number(String field, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            out.writeNumberField(field, value.getAsInt());
        }
    }

    void number(String field, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            out.writeNumberField(field, value.getAsDouble());
        }
    }

    void size(String field, Optional<ByteSize> value) throws IOException {
        if (value.isPresent()) {
            out.writeNumberField(field, value.get().toBytes());
        }
    }

    void texts(String field, Collection<?> values) throws IOException {
        if (!values.isEmpty()) {
            list(field, values);
        }
    }

    /** A list that is set, maybe to nothing. */
    void list(String field, Collection<?> values) throws IOException {
        out.writeArrayFieldStart(field);
        for (Object value : values) {
            out.writeString(value.toString());
        }
        out.writeEndArray();
    }

    void texts(String field, Map<String, String> values) throws IOException {
        if (!values.isEmpty()) {
            out.writeObjectFieldStart(field);
            for (Map.Entry<String, String> entry : values.entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        }
    }

    void numbers(String field, Map<String, Long> values) throws IOException {
        if (!values.isEmpty()) {
            out.writeObjectFieldStart(field);
            for (Map.Entry<String, Long> entry : values.entrySet()) {
                out.writeNumberField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        }
    }
}
