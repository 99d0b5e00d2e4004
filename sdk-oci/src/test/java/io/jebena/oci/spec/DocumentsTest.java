// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.ImageException;
import io.jebena.value.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    private static final Digest A = Digest.sha256Of(new byte[] {'a'});
    private static final Digest B = Digest.sha256Of(new byte[] {'b'});

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void manifest_writtenAndRead_equal() {
        Manifest manifest = new Manifest(
                MediaTypes.OCI_MANIFEST,
                new Descriptor(MediaTypes.OCI_CONFIG, A, 7),
                List.of(new Descriptor(MediaTypes.OCI_LAYER + "+gzip", B, 9)),
                Map.of("k", "v"));

        assertThat(Manifest.parse(manifest.bytes(), "m")).isEqualTo(manifest);
        assertThat(manifest.bytes())
                .isEqualTo(Manifest.parse(manifest.bytes(), "m").bytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"schemaVersion\":1}; schemaVersion",
                "{\"schemaVersion\":2,\"config\":{},\"manifests\":[]}; ambiguous",
                "{\"schemaVersion\":2,\"mediaType\":\"application/json\"}; no image manifest",
                "{\"schemaVersion\":2}; config: missing",
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\"md5:00\",\"size\":1}}; md5",
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\"sha256:../../x\",\"size\":1}}; config",
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\"sha256:00\",\"size\":1}}; config"
            })
    void manifest_malformed_refused(String text, String message) {
        assertThatThrownBy(() -> Manifest.parse(utf8(text), "m"))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("m: ")
                .hasMessageContaining(message);
    }

    @Test
    void manifest_negativeSize_refused() {
        String text = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\"" + A + "\",\"size\":-1}}";

        assertThatThrownBy(() -> Manifest.parse(utf8(text), "m")).hasMessageContaining("negative");
    }

    @Test
    void index_readAsManifestToo_refused() {
        assertThatThrownBy(() -> Index.parse(utf8("{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}"), "i"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("ambiguous");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "none",
            value = {
                "linux/amd64 linux/arm64; linux/arm64; linux/arm64",
                "linux/arm64/v8; linux/arm64; linux/arm64",
                "linux/arm64; linux/arm64/v8; linux/arm64",
                "linux/aarch64; linux/arm64; linux/arm64",
                "linux/x86_64; linux/amd64; linux/amd64",
                "linux/arm/v5 linux/arm/v6 linux/arm/v7; linux/arm/v7; linux/arm/v7",
                "linux/arm/v5 linux/arm/v6; linux/arm/v7; linux/arm/v6",
                "linux/arm/v7; linux/arm/v6; none",
                "linux/amd64/v3 linux/amd64; linux/amd64; linux/amd64",
                "linux/amd64/v3; linux/amd64; none",
                "windows/amd64 unknown/unknown; linux/amd64; none"
            })
    void index_choose_best(String offered, String machine, String expected) {
        List<Descriptor> manifests = new ArrayList<>();
        for (String platform : offered.split(" ", -1)) {
            manifests.add(new Descriptor(MediaTypes.OCI_MANIFEST, A, 1, Map.of(), Platform.parse(platform)));
        }
        Index index = new Index(MediaTypes.OCI_INDEX, manifests, Map.of());

        assertThat(index.choose(Platform.parse(machine)).map(d -> String.valueOf(d.platform())))
                .isEqualTo(java.util.Optional.ofNullable(expected));
    }

    @Test
    void index_noPlatformSaid_first() {
        Descriptor first = new Descriptor(MediaTypes.OCI_MANIFEST, A, 1);
        Index index = new Index(
                MediaTypes.OCI_INDEX, List.of(first, new Descriptor(MediaTypes.OCI_MANIFEST, B, 1)), Map.of());

        assertThat(index.choose(Platform.host())).contains(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "linux", "linux/", "/amd64", "a/b/c/d"})
    void platform_malformed_refused(String text) {
        assertThatThrownBy(() -> Platform.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void configuration_allMembers_read() {
        ImageConfiguration c = ImageConfiguration.parse(
                utf8("{\"architecture\":\"arm64\",\"variant\":\"v8\",\"os\":\"linux\",\"author\":\"x\","
                        + "\"created\":\"2024-05-06T07:08:09.123456789+02:00\",\"config\":{\"User\":\"1:2\","
                        + "\"ExposedPorts\":{\"80/tcp\":{},\"53/udp\":{}},\"Env\":[\"A=b=c\"],\"Entrypoint\":[\"/e\"],"
                        + "\"Cmd\":null,\"Volumes\":{\"/v\":{}},\"WorkingDir\":\"/w\",\"Labels\":{\"l\":\"m\"},"
                        + "\"StopSignal\":\"SIGINT\",\"StopTimeout\":3,\"Healthcheck\":{\"Test\":[\"CMD\",\"x\"],"
                        + "\"Interval\":1000000000,\"Retries\":2},\"OnBuild\":[\"RUN x\"],\"Shell\":[\"/bin/bash\"]},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + A + "\"]},"
                        + "\"history\":[{\"created_by\":\"RUN\",\"empty_layer\":true}]}"),
                "c");

        assertThat(c.platform().toString()).isEqualTo("linux/arm64");
        assertThat(c.created()).contains(Instant.parse("2024-05-06T05:08:09.123456789Z"));
        assertThat(c.diffIds()).containsExactly(A);
        assertThat(c.history()).singleElement().satisfies(h -> assertThat(h.emptyLayer())
                .isTrue());
        ContainerDefaults d = c.defaults();
        assertThat(d.user()).isEqualTo("1:2");
        assertThat(d.exposedPorts()).containsExactly("53/udp", "80/tcp");
        assertThat(d.environment()).containsExactly("A=b=c");
        assertThat(d.entrypoint()).containsExactly("/e");
        assertThat(d.command()).isEmpty();
        assertThat(d.volumes()).containsExactly("/v");
        assertThat(d.workingDirectory()).isEqualTo("/w");
        assertThat(d.labels()).isEqualTo(Map.of("l", "m"));
        assertThat(d.stopSignal()).isEqualTo("SIGINT");
        assertThat(d.stopTimeout()).contains(Duration.ofSeconds(3));
        assertThat(d.healthCheck()).hasValueSatisfying(h -> {
            assertThat(h.test()).containsExactly("CMD", "x");
            assertThat(h.timing().interval()).isEqualTo(Duration.ofSeconds(1));
            assertThat(h.retries()).isEqualTo(2);
        });
        assertThat(d.onBuild()).containsExactly("RUN x");
        assertThat(d.shell()).containsExactly("/bin/bash");
    }

    @Test
    void configuration_onlyWhatMustBeThere_defaults() {
        ImageConfiguration c =
                ImageConfiguration.parse(utf8("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{}}"), "c");

        assertThat(c.created()).isEmpty();
        assertThat(c.defaults().command()).isEmpty();
        assertThat(c.diffIds()).isEmpty();
    }

    @Test
    void chainId_threeLayers_eachNamesTheStackBelow() {
        List<Digest> chain = ChainId.of(List.of(A, B, A));

        assertThat(chain.get(0)).isEqualTo(A);
        assertThat(chain.get(1)).isEqualTo(Digest.sha256Of(utf8(A + " " + B)));
        assertThat(chain.get(2)).isEqualTo(Digest.sha256Of(utf8(chain.get(1) + " " + A)));
    }
}
