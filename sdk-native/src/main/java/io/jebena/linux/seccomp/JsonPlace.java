// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.jebena.error.InvalidSpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value in a JSON text that knows where it stands, so that whatever is wrong with it can be told.
 *
 * <p>Built on Jackson's parser alone: data binding takes a fresh JVM a quarter of a second to load.
 *
 * @param path such as {@code seccomp.syscalls[3].names}
 * @param value a Map, List, String, BigInteger, or the text of something else; null where absent or null
 */
record JsonPlace(String path, @Nullable Object value) {
    private static final BigInteger UNSIGNED_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    static JsonPlace parse(String path, String json) {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(json)) {
            parser.nextToken();
            Object value = parser.currentToken() == null ? null : read(parser);
            if (parser.nextToken() != null) {
                throw new InvalidSpecException(path, "not JSON: more than one value");
            }
            return new JsonPlace(path, value);
        } catch (JsonProcessingException e) {
            throw new InvalidSpecException(path, "not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, read(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(read(parser));
                }
                return array;
            }
            case VALUE_NULL -> {
                return null;
            }
            case VALUE_NUMBER_INT -> {
                return parser.getBigIntegerValue();
            }
            case VALUE_STRING -> {
                return parser.getText();
            }
            default -> {
                return new Other(parser.getText());
            }
        }
    }

    /** A literal that no profile has a use for: true, false, 0.5. */
    private record Other(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    boolean present() {
        return value != null;
    }

    JsonPlace get(String field) {
        return new JsonPlace(path + "." + field, value instanceof Map<?, ?> object ? object.get(field) : null);
    }

    /** Refuses a value that is no object, and members that nobody reads: a misspelt one would weaken the filter. */
    JsonPlace object(Set<String> fields) {
        if (!(value instanceof Map<?, ?> object)) {
            throw wrong("an object is needed");
        }
        for (Object name : object.keySet()) {
            if (name instanceof String && !fields.contains(name)) {
                throw new InvalidSpecException(
                        path + "." + name, "unknown; known are " + String.join(", ", new TreeSet<>(fields)));
            }
        }
        return this;
    }

    /** The elements of an array; none if absent. */
    List<JsonPlace> elements() {
        List<JsonPlace> elements = new ArrayList<>();
        if (value instanceof List<?> array) {
            for (Object element : array) {
                elements.add(new JsonPlace(path + "[" + elements.size() + "]", element));
            }
        } else if (value != null) {
            throw wrong("an array is needed");
        }
        return elements;
    }

    /** The texts of an array; none if absent. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (JsonPlace element : elements()) {
            texts.add(element.text());
        }
        return texts;
    }

    String text() {
        if (value instanceof String text) {
            return text;
        }
        throw wrong("a string is needed");
    }

    int number(int highest) {
        if (value instanceof BigInteger number
                && number.signum() >= 0
                && number.compareTo(BigInteger.valueOf(highest)) <= 0) {
            return number.intValue();
        }
        throw wrong("a number from 0 to " + highest + " is needed");
    }

    /** A number of 64 bits without a sign. */
    long unsigned() {
        if (value instanceof BigInteger number && number.signum() >= 0 && number.compareTo(UNSIGNED_MAX) <= 0) {
            return number.longValue();
        }
        throw wrong("a number from 0 to 2^64-1 is needed");
    }

    InvalidSpecException wrong(String problem) {
        if (value == null) {
            return new InvalidSpecException(path, problem + ", but it is missing");
        }
        return new InvalidSpecException(
                path, problem + ", not " + (value instanceof String ? "\"" + value + "\"" : value));
    }
}
