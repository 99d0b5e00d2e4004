// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.oci.layer.Compression;
import io.jebena.oci.layer.CompressionTest;
import io.jebena.oci.layer.TarBuilder;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.spec.Index;
import io.jebena.oci.spec.Manifest;
import io.jebena.oci.spec.MediaTypes;
import io.jebena.oci.spec.Platform;
import io.jebena.value.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An image of some layers, packed in the ways archives of images come. */
final class ImageFixture {
    final List<byte[]> layers;
    final byte[] config;
    final Digest id;

    /** One layer for each text, which is the content of its file {@code file}. */
    static ImageFixture of(String... contents) {
        List<byte[]> layers = new ArrayList<>();
        for (String content : contents) {
            layers.add(new TarBuilder().file("file", content).build());
        }
        return new ImageFixture(layers);
    }

    ImageFixture(List<byte[]> layers) {
        this.layers = layers;
        String diffIds =
                layers.stream().map(l -> "\"" + Digest.sha256Of(l) + "\"").collect(Collectors.joining(","));
        config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":\"2024-01-02T03:04:05Z\","
                        + "\"config\":{\"Env\":[\"A=b\"],\"Cmd\":[\"/bin/sh\"],\"StopSignal\":\"SIGINT\"},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + diffIds + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        id = Digest.sha256Of(config);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(t -> "\"" + t + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    /** As docker save wrote them up to version 24: one directory for each layer. */
    static byte[] dockerLegacy(ImageFixture image, String... tags) {
        TarBuilder tar = new TarBuilder();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < image.layers.size(); i++) {
            String name = "layer" + i + "/layer.tar";
            names.add(name);
            tar.directory("layer" + i + "/").file(name, image.layers.get(i));
        }
        tar.file(image.id.hex() + ".json", image.config);
        return tar.file(
                        "manifest.json",
                        "[{\"Config\":\"" + image.id.hex() + ".json\",\"RepoTags\":" + quoted(List.of(tags))
                                + ",\"Layers\":" + quoted(names) + "}]")
                .build();
    }

    /** As skopeo, buildah and podman write them: layers by digest, links in the old places. */
    static byte[] dockerByDigest(Map<ImageFixture, List<String>> images) {
        TarBuilder tar = new TarBuilder();
        List<String> items = new ArrayList<>();
        List<String> written = new ArrayList<>();
        images.forEach((image, tags) -> {
            List<String> names = new ArrayList<>();
            for (byte[] layer : image.layers) {
                String file = Digest.sha256Of(layer).hex() + ".tar";
                if (!written.contains(file)) {
                    written.add(file);
                    tar.file(file, layer);
                    tar.symlink("old-" + Digest.sha256Of(layer).hex() + "/layer.tar", "../" + file);
                }
                names.add("old-" + Digest.sha256Of(layer).hex() + "/layer.tar");
            }
            tar.file(image.id.hex() + ".json", image.config);
            items.add("{\"Config\":\"" + image.id.hex() + ".json\",\"RepoTags\":" + quoted(tags) + ",\"Layers\":"
                    + quoted(names) + "}");
        });
        return tar.file("manifest.json", "[" + String.join(",", items) + "]").build();
    }

    /** The files of an image layout. */
    static Map<String, byte[]> layout(Compression compression, Map<String, ImageFixture> images) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
        List<Descriptor> tops = new ArrayList<>();
        for (Map.Entry<String, ImageFixture> e : images.entrySet()) {
            tops.add(add(files, compression, e.getValue()).withAnnotation(Descriptor.REF_NAME, e.getKey()));
        }
        files.put("index.json", new Index(MediaTypes.OCI_INDEX, tops, Map.of()).bytes());
        return files;
    }

    /** Adds an image's blobs to a layout. */
    static Descriptor add(Map<String, byte[]> files, Compression compression, ImageFixture image) throws IOException {
        List<Descriptor> layers = new ArrayList<>();
        String suffix =
                compression == Compression.NONE ? "" : "+" + compression.name().toLowerCase(java.util.Locale.ROOT);
        for (byte[] layer : image.layers) {
            layers.add(blob(files, MediaTypes.OCI_LAYER + suffix, CompressionTest.pack(compression, layer)));
        }
        Descriptor config = blob(files, MediaTypes.OCI_CONFIG, image.config);
        return blob(
                files,
                MediaTypes.OCI_MANIFEST,
                new Manifest(MediaTypes.OCI_MANIFEST, config, layers, Map.of()).bytes());
    }

    /** Adds a blob to a layout. */
    static Descriptor blob(Map<String, byte[]> files, String mediaType, byte[] content) {
        Digest digest = Digest.sha256Of(content);
        files.put("blobs/sha256/" + digest.hex(), content);
        return new Descriptor(mediaType, digest, content.length);
    }

    /** The same pointer, for a platform. */
    static Descriptor on(Descriptor d, String platform) {
        return new Descriptor(d.mediaType(), d.digest(), d.size(), d.annotations(), Platform.parse(platform));
    }

    static byte[] tar(Map<String, byte[]> files) {
        TarBuilder tar = new TarBuilder();
        files.forEach(tar::file);
        return tar.build();
    }

    static Path directory(Path root, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> e : files.entrySet()) {
            Path file = root.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, e.getValue());
        }
        return root;
    }
}
