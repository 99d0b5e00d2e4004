// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.DigestMismatchException;
import io.jebena.error.ImageException;
import io.jebena.image.Image;
import io.jebena.oci.layer.Compression;
import io.jebena.oci.layer.CompressionTest;
import io.jebena.oci.layer.TarBuilder;
import io.jebena.value.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of images that are damaged or made to do harm: a typed exception, and nothing kept. */
class MalformedImageTest extends LibraryTestBase {
    @Test
    void load_missingOrForeign_saysSo() throws IOException {
        assertThatThrownBy(() -> library().load(directory.resolve("absent")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() ->
                        library().load(archive(new TarBuilder().file("x", "y").build())))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("neither an OCI image layout");
        assertNothingKept();
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "XZ"})
    void load_noArchive_saysWhatItLooksLike(Compression outer) throws IOException {
        Map<String, byte[]> files = Map.of(
                "text",
                "root:x:0:0:root".repeat(100).getBytes(StandardCharsets.UTF_8),
                "JSON",
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                "an ELF program",
                "\u007fELF".repeat(300).getBytes(StandardCharsets.UTF_8),
                "an empty file",
                new byte[0],
                "nothing but zeros",
                new byte[2048],
                "data that start with 01 02 03",
                new byte[] {1, 2, 3});
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path archive = archive(CompressionTest.pack(outer, file.getValue()));
            assertThatThrownBy(() -> library().load(archive))
                    .isInstanceOf(ImageException.class)
                    .hasMessageStartingWith(archive + " is not a tar archive, nor an OCI image layout: it looks like "
                            + (outer == Compression.NONE ? "" : outer.name().toLowerCase(Locale.ROOT) + " of ")
                            + file.getKey());
        }
        assertNothingKept();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"User\":\"a%sb\"; User",
                "\"WorkingDir\":\"/a%sb\"; WorkingDir",
                "\"Env\":[\"A=b\",\"B=%s\"]; Env[1]",
                "\"Env\":[\"=b\"]; Env[0]",
                "\"Cmd\":[\"%s\"]; Cmd[0]",
                "\"Entrypoint\":[\"a\",\"%s\"]; Entrypoint[1]",
                "\"Labels\":{\"a\":\"%s\"}; Labels"
            })
    void load_configurationWithNul_namesTheField(String test) throws IOException {
        String[] memberAndField = test.replace("%s", "\\u0000").split("; ");
        byte[] config = ("{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{" + memberAndField[0]
                        + "},\"rootfs\":{\"diff_ids\":[]}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tar = new TarBuilder()
                .file("c.json", config)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[]}]")
                .build();

        assertThatThrownBy(() -> library().load(archive(tar)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("c.json: config: " + memberAndField[1] + ":");
        assertNothingKept();
    }

    @Test
    void load_diskFullAtTheEnd_nothingKept() throws IOException {
        Path archive = archive(ImageFixture.dockerLegacy(ImageFixture.of("one", "two"), "app:1"));
        targets.onSync = () -> {
            throw new ImageException("disk full");
        };

        assertThatThrownBy(() -> library().load(archive)).hasMessage("disk full");
        assertNothingKept();
    }

    @ParameterizedTest
    @EnumSource
    void load_truncatedAnywhere_imageExceptionAndNothingKept(Compression outer) throws IOException {
        byte[] tar = ImageFixture.dockerLegacy(ImageFixture.of("one", "two"), "app:1");
        byte[] whole = CompressionTest.pack(outer, Arrays.copyOf(tar, tar.length - 1024));
        for (int i = 1; i < 10; i++) {
            Path cut = archive(Arrays.copyOf(whole, whole.length * i / 10));
            assertThatThrownBy(() -> library().load(cut)).isInstanceOf(ImageException.class);
        }
        assertNothingKept();
    }

    @Test
    void load_anyByteOfAnyBlobChanged_mismatchAndNothingKept() throws IOException {
        Map<String, byte[]> files = ImageFixture.layout(Compression.GZIP, Map.of("app:1", ImageFixture.of("one")));
        for (String name : List.copyOf(files.keySet())) {
            if (name.startsWith("blobs/")) {
                Map<String, byte[]> damaged = new LinkedHashMap<>(files);
                byte[] content = files.get(name).clone();
                content[content.length / 2] ^= 1;
                damaged.put(name, content);
                assertThatThrownBy(() -> library().load(archive(ImageFixture.tar(damaged))))
                        .isInstanceOf(DigestMismatchException.class);
            }
        }
        assertNothingKept();
    }

    @Test
    void load_blobMissingOrOfOtherSize_refused() throws IOException {
        Map<String, byte[]> files = ImageFixture.layout(Compression.GZIP, Map.of("app:1", ImageFixture.of("one")));
        for (String name : List.copyOf(files.keySet())) {
            Map<String, byte[]> less = new LinkedHashMap<>(files);
            less.remove(name);
            assertThatThrownBy(() -> library().load(archive(ImageFixture.tar(less))))
                    .isInstanceOf(ImageException.class);
            Map<String, byte[]> shorter = new LinkedHashMap<>(files);
            shorter.put(name, Arrays.copyOf(files.get(name), files.get(name).length - 1));
            assertThatThrownBy(() -> library().load(archive(ImageFixture.tar(shorter))))
                    .isInstanceOf(ImageException.class);
        }
        assertNothingKept();
    }

    @Test
    void load_dockerLayerOfOtherContent_mismatch() throws IOException {
        ImageFixture image = ImageFixture.of("one");
        byte[] tar = ImageFixture.dockerLegacy(image, "app:1");
        byte[] other = ImageFixture.dockerLegacy(ImageFixture.of("two"), "app:1");
        // the layer of one image with the configuration of another
        System.arraycopy(other, 512, tar, 512, 512 + image.layers.get(0).length);

        assertThatThrownBy(() -> library().load(archive(tar))).isInstanceOf(DigestMismatchException.class);
        assertNothingKept();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "layer0/../../../etc/passwd"})
    void load_dockerLayerLinkedOutside_refused(String target) throws IOException {
        ImageFixture image = ImageFixture.of("one");
        byte[] tar = new TarBuilder()
                .symlink("layer.tar", target)
                .file(image.id.hex() + ".json", image.config)
                .file("manifest.json", "[{\"Config\":\"" + image.id.hex() + ".json\",\"Layers\":[\"layer.tar\"]}]")
                .build();

        assertThatThrownBy(() -> library().load(archive(tar)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("leads out of the archive");
        assertNothingKept();
    }

    @Test
    void load_linksInACircle_refused() throws IOException {
        ImageFixture image = ImageFixture.of("one");
        byte[] tar = new TarBuilder()
                .symlink("a", "b")
                .symlink("b", "a")
                .file("c.json", image.config)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"a\"]}]")
                .build();

        assertThatThrownBy(() -> library().load(archive(tar))).hasMessageContaining("circle");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/hostname"})
    void load_manifestNamesFilesOutside_refused(String name) throws IOException {
        byte[] manifest = ("[{\"Config\":\"" + name + "\",\"Layers\":[]}]").getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve("secret"), ImageFixture.of("x").config);
        Path dir = ImageFixture.directory(directory.resolve("dir"), Map.of("manifest.json", manifest));

        assertThatThrownBy(() -> library().load(dir)).isInstanceOf(ImageException.class);
    }

    @Test
    void load_directoryWithLinkOutside_refused() throws IOException {
        Map<String, byte[]> files = ImageFixture.layout(Compression.GZIP, Map.of("app:1", ImageFixture.of("one")));
        Path dir = ImageFixture.directory(directory.resolve("layout"), files);
        Path outside = Files.move(dir.resolve("index.json"), directory.resolve("elsewhere"));
        Files.createSymbolicLink(dir.resolve("index.json"), outside);

        assertThatThrownBy(() -> library().load(dir))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("leads out of the directory");
    }

    @Test
    void load_badLayerAboveGoodOnes_nothingKept() throws IOException {
        ImageFixture image = new ImageFixture(List.of(
                new TarBuilder().file("fine", "x").build(),
                new TarBuilder().file("../evil", "x").build()));

        assertThatThrownBy(() -> library().load(archive(ImageFixture.dockerLegacy(image, "app"))))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("layer " + Digest.sha256Of(image.layers.get(1)))
                .hasMessageContaining("\"../evil\"");
        assertNothingKept();
    }

    @Test
    void load_failureBesideAnotherImage_thatOneStays() throws IOException {
        ImageFixture good = ImageFixture.of("good");
        library().load(archive(ImageFixture.dockerLegacy(good, "good")));
        ImageFixture bad = new ImageFixture(
                List.of(good.layers.get(0), new TarBuilder().file("/evil", "x").build()));

        assertThatThrownBy(() -> library().load(archive(ImageFixture.dockerLegacy(bad, "bad"))))
                .isInstanceOf(ImageException.class);

        assertThat(library().list()).extracting(Image::id).containsExactly(good.id);
        try (ImageLease lease = library().lease("good")) {
            assertThat(lease.image().layerDirs()).allMatch(Files::isDirectory);
        }
    }
}
