// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonViewTest {
    private static JsonView parse(String text) {
        return JsonView.parse(text.getBytes(StandardCharsets.UTF_8), "document");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "x", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":}", "{/* no */}", "{'a':1}", "{\"a\":01}"})
    void parse_noObjectOrAmbiguous_refused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(JsonException.class).hasMessageStartingWith("document");
    }

    @Test
    void parse_tooDeep_refused() {
        assertThatThrownBy(() -> parse("{\"a\":".repeat(100) + "1" + "}".repeat(100)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void parse_tooLarge_refused() {
        assertThatThrownBy(() -> JsonView.parse(new byte[JsonView.MAX_SIZE + 1], "document"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("more than " + JsonView.MAX_SIZE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"o\":{\"s\":1}}; document: o: s: expected a text",
                "{\"o\":{\"l\":[\"a\",2]}}; document: o: l[1]: expected a text",
                "{\"o\":{\"n\":1.5}}; document: o: n: expected a whole number",
                "{\"o\":{\"n\":99999999999999999999}}; document: o: n: expected a whole number",
                "{\"o\":{\"b\":\"true\"}}; document: o: b: expected true or false",
                "{\"o\":{\"m\":[]}}; document: o: m: expected an object",
                "{\"o\":{\"x\":[1]}}; document: o: x[0]: expected an object"
            })
    void read_wrongKind_placeNamed(String text, String message) {
        JsonView o = parse(text).requiredObject("o");

        assertThatThrownBy(() -> {
                    o.string("s");
                    o.strings("l");
                    o.number("n");
                    o.bool("b");
                    o.stringMap("m");
                    o.objects("x");
                })
                .isInstanceOf(JsonException.class)
                .hasMessage(message);
    }

    @Test
    void read_nullAndAbsent_same() {
        JsonView view = parse("{\"a\":null}");

        assertThat(view.string("a")).isEmpty();
        assertThat(view.strings("a")).isEqualTo(view.strings("b")).isEmpty();
        assertThat(view.stringMap("a")).isEmpty();
        assertThat(view.bool("a")).isFalse();
        assertThatThrownBy(() -> view.requiredString("a")).hasMessage("document: a: missing");
    }

    @Test
    void write_sameContent_sameBytes() {
        byte[] a = new JsonDocument()
                .put("m", Map.of("b", "2", "a", "1", "c", "3"))
                .put("empty", "")
                .bytes();

        assertThat(new String(a, StandardCharsets.UTF_8)).isEqualTo("{\"m\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}}");
    }
}
