// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.error.ConflictException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.image.Image;
import io.jebena.value.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How images are found. */
public abstract class ImageContract extends ExecContract {
    /** A tar archive with nothing in it. */
    private static final byte[] LAYER = new byte[1024];

    @TempDir
    private Path folder;

    @Test
    void create_image_unknown_isNotFound() {
        for (String image : List.of("no/such:image", "0123456789ab", "0".repeat(64))) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> engine.containers().create(c -> c.image(image)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo("image"));
        }
    }

    @Test
    void images_unknown_areNotFound() {
        assertThat(engine.images().list()).isEmpty();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> engine.images().get("no/such:image"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> engine.images().remove("no/such:image"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> engine.images().load(Path.of("/no/such/archive.tar")));
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> engine.images().get("Not An Image"));
    }

    @Test
    void image_nameIdOrBeginningOfIt_isFound() {
        Image image = load("pot:1", config(0));
        String hex = image.id().hex();

        assertThat(engine.images().list()).extracting(Image::id).containsExactly(image.id());
        for (String text : List.of(
                "pot:1",
                hex,
                "sha256:" + hex,
                hex.substring(0, 12),
                hex.substring(0, 4),
                "sha256:" + hex.substring(0, 5))) {
            assertThat(engine.images().get(text).id()).as(text).isEqualTo(image.id());
            assertThat(engine.containers()
                            .create(c -> c.image(text).command("true"))
                            .pid())
                    .as(text)
                    .isEmpty();
        }
    }

    @Test
    void image_beginningOfTwoIds_isAConflict() {
        String one = config(0);
        String start = hex(one).substring(0, 1);
        String other = IntStream.iterate(1, i -> i + 1)
                .mapToObj(ImageContract::config)
                .filter(config -> hex(config).startsWith(start))
                .findFirst()
                .orElseThrow();
        load("one:1", one);
        load("other:1", other);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> engine.images().get(start));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> engine.containers().create(c -> c.image(start)));
    }

    @Test
    void image_nameLikeAnId_isTheOneWithTheName() {
        Image meant = load(hex(config(1)).substring(0, 8) + ":latest", config(0));
        Image other = load("other:1", config(1));

        assertThat(engine.images().get(other.id().hex().substring(0, 8)).id()).isEqualTo(meant.id());
        assertThat(engine.images().get(other.id().hex().substring(0, 9)).id()).isEqualTo(other.id());
        String tagged = other.id().hex().substring(0, 9) + ":latest";
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> engine.containers()
                .create(c -> c.image(tagged).command("true")));
    }

    @Test
    void remove_lastName_removesTheImage() {
        Image image = load("pot:1", config(0));

        engine.images().remove("pot:1");

        assertThat(engine.images().list()).isEmpty();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> engine.images().get(image.id().hex()));
    }

    private Image load(String name, String config) {
        try {
            return engine.images().load(layout(name, config)).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String config(int number) {
        String architecture = System.getProperty("os.arch").replace("aarch64", "arm64");
        return """
                {"architecture":"%s","os":"linux","author":"%d","config":{"Cmd":["true"]},\
                "rootfs":{"type":"layers","diff_ids":["%s"]}}"""
                .formatted(architecture, number, Digest.sha256Of(LAYER));
    }

    private static String hex(String config) {
        return Digest.sha256Of(config.getBytes(UTF_8)).hex();
    }

    /** An OCI image layout with one image of one layer. */
    private Path layout(String name, String config) throws IOException {
        Path layout = Files.createTempDirectory(folder, "layout");
        Files.createDirectories(layout.resolve("blobs/sha256"));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        String manifest =
                """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}"""
                        .formatted(
                                blob(layout, "application/vnd.oci.image.config.v1+json", config.getBytes(UTF_8), ""),
                                blob(layout, "application/vnd.oci.image.layer.v1.tar", LAYER, ""));
        Files.writeString(
                layout.resolve("index.json"),
                "{\"schemaVersion\":2,\"manifests\":[%s]}"
                        .formatted(blob(
                                layout,
                                "application/vnd.oci.image.manifest.v1+json",
                                manifest.getBytes(UTF_8),
                                ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}")));
        return layout;
    }

    private static String blob(Path layout, String mediaType, byte[] content, String more) throws IOException {
        Digest digest = Digest.sha256Of(content);
        Files.write(layout.resolve("blobs/sha256").resolve(digest.hex()), content);
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                .formatted(mediaType, digest, content.length, more);
    }
}
