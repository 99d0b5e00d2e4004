// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.ConflictException;
import io.jebena.error.NotFoundException;
import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import io.jebena.oci.layer.Compression;
import io.jebena.oci.layer.CompressionTest;
import io.jebena.oci.layer.TarBuilder;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.spec.Index;
import io.jebena.oci.spec.MediaTypes;
import io.jebena.oci.store.StoreLock;
import io.jebena.value.Digest;
import io.jebena.value.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageLibraryTest extends LibraryTestBase {
    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "ZSTD", "XZ", "BZIP2"})
    void load_dockerArchiveCompressedAnyWay_image(Compression outer) throws IOException {
        ImageFixture image = ImageFixture.of("one", "two");
        byte[] tar = ImageFixture.dockerLegacy(image, "app:1", "registry.example:5000/team/app:2");

        List<Image> loaded = library().load(archive(CompressionTest.pack(outer, tar)));

        assertThat(loaded).singleElement().satisfies(i -> {
            assertThat(i.id()).isEqualTo(image.id);
            assertThat(i.tags())
                    .containsExactly(
                            ImageReference.parse("app:1"), ImageReference.parse("registry.example:5000/team/app:2"));
            assertThat(i.size().toBytes()).isEqualTo(6);
            assertThat(i.config().command()).containsExactly("/bin/sh");
            assertThat(i.config().env()).isEqualTo(Map.of("A", "b"));
            assertThat(i.config().stopSignal()).contains(Signal.INT);
            assertThat(i.layers()).hasSize(2);
            assertThat(i.architecture()).isEqualTo("amd64");
        });
        assertThat(files("images/ingest")).isZero();
    }

    @Test
    void load_severalImagesSharingALayer_all() throws IOException {
        ImageFixture a = ImageFixture.of("base", "a");
        ImageFixture b = ImageFixture.of("base", "b");
        Map<ImageFixture, List<String>> images = new LinkedHashMap<>();
        images.put(a, List.of("a:1", "a:2"));
        images.put(b, List.of());

        List<Image> loaded = library().load(archive(ImageFixture.dockerByDigest(images)));

        assertThat(loaded).extracting(Image::id).containsExactly(a.id, b.id);
        assertThat(loaded.get(1).tags()).isEmpty();
        assertThat(targets.count()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void load_layoutAsDirectoryAndTar_sameImage(Compression compression) throws IOException {
        ImageFixture image = ImageFixture.of("one", "two");
        Map<String, byte[]> files = ImageFixture.layout(compression, Map.of("docker.io/library/app:1", image));
        Path dir = ImageFixture.directory(directory.resolve("layout"), files);

        List<Image> fromDirectory = library().load(dir);
        List<Image> fromTar = library().load(archive(ImageFixture.tar(files)));

        assertThat(fromDirectory).singleElement().satisfies(i -> assertThat(i.id())
                .isEqualTo(image.id));
        assertThat(fromTar.get(0).tags()).isEqualTo(fromDirectory.get(0).tags());
        assertThat(fromTar.get(0).tags()).containsExactly(ImageReference.parse("app:1"));
        assertThat(targets.count()).isEqualTo(2);
        assertThat(library().list()).hasSize(1);
    }

    @Test
    void load_layoutWithTagOnly_namedAfterTheFile() throws IOException {
        ImageFixture image = ImageFixture.of("x");
        Path dir = ImageFixture.directory(
                directory.resolve("My_App.v2"), ImageFixture.layout(Compression.GZIP, Map.of("latest", image)));

        assertThat(library().load(dir).get(0).tags()).containsExactly(ImageReference.parse("my-app-v2:latest"));
    }

    @Test
    void load_indexOfSeveralPlatforms_suitableOne() throws IOException {
        ImageFixture amd64 = ImageFixture.of("amd64");
        ImageFixture arm64 = ImageFixture.of("arm64");
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        List<Descriptor> both = List.of(
                ImageFixture.on(ImageFixture.add(files, Compression.GZIP, arm64), "linux/arm64/v8"),
                ImageFixture.on(ImageFixture.add(files, Compression.GZIP, amd64), "linux/amd64"));
        Descriptor nested =
                ImageFixture.blob(files, MediaTypes.OCI_INDEX, new Index(MediaTypes.OCI_INDEX, both, Map.of()).bytes());
        files.put(
                "index.json",
                new Index(MediaTypes.OCI_INDEX, List.of(nested.withAnnotation(Descriptor.REF_NAME, "app:1")), Map.of())
                        .bytes());

        assertThat(library().load(archive(ImageFixture.tar(files))))
                .extracting(Image::id)
                .containsExactly(amd64.id);

        files.put("index.json", new Index(MediaTypes.OCI_INDEX, List.of(both.get(0)), Map.of()).bytes());
        assertThat(library().load(archive(ImageFixture.tar(files))))
                .extracting(Image::id)
                .containsExactly(arm64.id);
    }

    @Test
    void load_layoutThatIsADockerArchiveToo_namesOfBoth() throws IOException {
        ImageFixture image = ImageFixture.of("x");
        Map<String, byte[]> files = ImageFixture.layout(Compression.NONE, Map.of("1.0", image));
        String layer = "blobs/sha256/" + Digest.sha256Of(image.layers.get(0)).hex();
        files.put(
                "manifest.json",
                ("[{\"Config\":\"blobs/sha256/" + image.id.hex() + "\",\"RepoTags\":[\"team/app:1.0\"],\"Layers\":[\""
                                + layer + "\"]}]")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(library().load(archive(ImageFixture.tar(files))).get(0).tags())
                .containsExactly(ImageReference.parse("team/app:1.0"));
    }

    @Test
    void load_nameOfAnotherImage_moves() throws IOException {
        ImageFixture before = ImageFixture.of("before");
        ImageFixture after = ImageFixture.of("after");
        library().load(archive(ImageFixture.dockerLegacy(before, "app:1")));
        library().load(archive(ImageFixture.dockerLegacy(after, "app:1")));

        assertThat(library().get("app:1").id()).isEqualTo(after.id);
        assertThat(library().get(before.id.toString()).tags()).isEmpty();
        assertThat(library().list()).hasSize(2);
        assertThat(library().prune(id -> false).deleted()).containsExactly(before.id);
        assertThat(library().list()).extracting(Image::id).containsExactly(after.id);
    }

    @Test
    void lease_layers_lowestFirstAndRepaired() throws IOException {
        ImageFixture image = ImageFixture.of("one", "two");
        library().load(archive(ImageFixture.dockerLegacy(image, "app")));
        try (ImageLease lease = library().lease("app")) {
            assertThat(lease.image().id()).isEqualTo(image.id);
            assertThat(lease.image().layerDirs()).hasSize(2).allMatch(Files::isDirectory);
            assertThat(lease.image().layerDirs().get(0).toString())
                    .contains(Digest.sha256Of(image.layers.get(0)).hex());
            targets.delete(lease.image().layerDirs().get(1).getParent());
        }

        try (ImageLease lease = library().lease("app")) {
            assertThat(lease.image().layerDirs()).allMatch(Files::isDirectory);
        }
    }

    @Test
    void lease_layerThatHidesAll_nothingBelow() throws IOException {
        ImageFixture image = new ImageFixture(List.of(
                new TarBuilder().file("a", "1").build(),
                new TarBuilder().file(".wh..wh..opq", "").file("b", "2").build(),
                new TarBuilder().file("c", "3").build()));
        library().load(archive(ImageFixture.dockerLegacy(image, "app")));

        try (ImageLease lease = library().lease("app")) {
            assertThat(lease.image().layerDirs()).hasSize(2);
        }
    }

    @Test
    void get_everyWayOfNaming_found() throws IOException {
        ImageFixture image = ImageFixture.of("x");
        Map<String, byte[]> files = ImageFixture.layout(Compression.GZIP, Map.of("docker.io/team/app:1", image));
        Digest manifest =
                Index.parse(files.get("index.json"), "i").manifests().get(0).digest();
        library().load(archive(ImageFixture.tar(files)));

        for (String name : List.of(
                "team/app:1",
                "docker.io/team/app:1",
                image.id.toString(),
                image.id.hex(),
                image.id.shortHex(),
                "sha256:" + image.id.hex().substring(0, 6),
                image.id.hex().substring(0, 1),
                manifest.toString(),
                "team/app@" + manifest)) {
            assertThat(library().get(name).id()).as(name).isEqualTo(image.id);
        }
        for (String name : List.of(
                "team/app",
                "app:1",
                "sha256:",
                "zz",
                "0".repeat(64),
                "UPPER case",
                image.id.hex().substring(0, 3) + ":latest")) {
            assertThatThrownBy(() -> library().get(name)).as(name).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void get_ambiguousStart_conflict() throws IOException {
        List<ImageFixture> images = new ArrayList<>();
        Map<String, ImageFixture> byStart = new LinkedHashMap<>();
        String shared = "";
        for (int i = 0; shared.isEmpty(); i++) {
            ImageFixture image = ImageFixture.of("image " + i);
            ImageFixture other = byStart.put(image.id.hex().substring(0, 1), image);
            if (other != null) {
                images.addAll(List.of(image, other));
                shared = image.id.hex().substring(0, 1);
            }
        }
        for (ImageFixture image : images) {
            library().load(archive(ImageFixture.dockerLegacy(image)));
        }
        String start = shared;

        assertThatThrownBy(() -> library().get(start))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("give more of it");
    }

    @Test
    void remove_oneOfTwoNames_untagged() throws IOException {
        ImageFixture image = ImageFixture.of("x");
        library().load(archive(ImageFixture.dockerLegacy(image, "app:1", "app:2")));

        assertThatThrownBy(() -> library().remove(image.id.hex(), false, id -> false))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("several names");
        Removal removal = library().remove("app:1", false, id -> true);

        assertThat(removal.untagged()).containsExactly(ImageReference.parse("app:1"));
        assertThat(removal.deleted()).isEmpty();
        assertThat(library().get("app:2").tags()).containsExactly(ImageReference.parse("app:2"));
    }

    @Test
    void remove_lastName_contentGoneAndSharedLayersKept() throws IOException {
        ImageFixture a = ImageFixture.of("base", "a");
        ImageFixture b = ImageFixture.of("base", "b");
        library().load(archive(ImageFixture.dockerLegacy(a, "a")));
        long blobs = files("images/blobs");
        library().load(archive(ImageFixture.dockerLegacy(b, "b")));

        Removal removal = library().remove("b", false, id -> false);

        assertThat(removal.deleted()).containsExactly(b.id);
        assertThat(files("images/blobs")).isEqualTo(blobs);
        try (ImageLease lease = library().lease("a")) {
            assertThat(lease.image().layerDirs()).allMatch(Files::isDirectory);
        }
        library().remove(a.id.hex(), false, id -> false);
        assertNothingKept();
    }

    @Test
    void remove_inUse_conflictUnlessForced() throws IOException {
        ImageFixture image = ImageFixture.of("x");
        library().load(archive(ImageFixture.dockerLegacy(image, "app")));

        assertThatThrownBy(() -> library().remove("app", false, image.id::equals))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("in use");
        assertThatThrownBy(() -> library().remove(image.id.hex(), true, image.id::equals))
                .isInstanceOf(ConflictException.class);
        Removal removal = library().remove("app", true, image.id::equals);

        assertThat(removal.deleted()).isEmpty();
        assertThat(library().get(image.id.hex()).tags()).isEmpty();
        assertThat(library().prune(image.id::equals).deleted()).isEmpty();
    }

    @Test
    void remove_imagesLookedUpToTellUse_noDeadlock() throws IOException {
        ImageFixture image = ImageFixture.of("x");
        ImageLibrary library = library();
        library.load(archive(ImageFixture.dockerLegacy(image, "app")));

        Removal removal = library.remove(
                "app",
                false,
                id -> !library.get("app").id().equals(id) || library.list().isEmpty());

        assertThat(removal.deleted()).containsExactly(image.id);
    }

    @Test
    void remove_leased_waitsForTheLease() throws Exception {
        ImageFixture image = ImageFixture.of("x");
        library().load(archive(ImageFixture.dockerLegacy(image, "app")));
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Removal> removal;
            try (ImageLease lease = library().lease("app")) {
                removal = pool.submit(() -> library().remove("app", false, id -> false));
                assertThat(lease.image().layerDirs()).allMatch(Files::isDirectory);
                assertThat(removal.isDone()).isFalse();
            }
            assertThat(removal.get().deleted()).containsExactly(image.id);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void tag_furtherName_both() throws IOException {
        ImageFixture image = ImageFixture.of("x");
        library().load(archive(ImageFixture.dockerLegacy(image)));

        library().tag(image.id.shortHex(), ImageReference.parse("new:1"));

        assertThat(library().get("new:1").id()).isEqualTo(image.id);
        assertThat(library().list()).hasSize(1);
    }

    @Test
    void load_sameArchiveAtOnce_oneImage() throws Exception {
        Path archive = archive(ImageFixture.dockerLegacy(ImageFixture.of("a".repeat(100_000), "b"), "app"));
        ExecutorService pool = Executors.newFixedThreadPool(12);
        try {
            List<Future<List<Image>>> loads = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                loads.add(pool.submit(() -> library().load(archive)));
            }
            for (Future<List<Image>> f : loads) {
                assertThat(f.get()).hasSize(1);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(library().list()).hasSize(1);
        assertThat(files("images/ingest")).isZero();
        try (Stream<Path> layers = Files.list(directory.resolve("root/layers"))) {
            assertThat(layers).hasSize(2);
        }
    }

    @Test
    void get_nameThatLooksLikeAnId_nameWins() throws IOException {
        ImageFixture named = ImageFixture.of("named");
        ImageFixture other = ImageFixture.of("other");
        String start = other.id.hex().substring(0, 5);
        library().load(archive(ImageFixture.dockerLegacy(other)));
        library().load(archive(ImageFixture.dockerLegacy(named, start)));

        assertThat(library().get(start).id()).isEqualTo(named.id);
        assertThat(library().get(other.id.hex().substring(0, 6)).id()).isEqualTo(other.id);
    }

    @Test
    void load_layerThereInAnotherPacking_blobOfEach() throws IOException {
        ImageFixture image = ImageFixture.of("one");
        library().load(archive(ImageFixture.tar(ImageFixture.layout(Compression.GZIP, Map.of("a:1", image)))));
        long before = files("images/blobs");

        library().load(archive(ImageFixture.tar(ImageFixture.layout(Compression.ZSTD, Map.of("a:1", image)))));

        assertThat(targets.count()).isEqualTo(1);
        assertThat(files("images/blobs")).isEqualTo(before + 2);
    }

    @Test
    void load_onRecord_onlyWhenOnTheDisk() throws IOException {
        ImageLibrary other = library();
        List<Integer> seen = new ArrayList<>();
        targets.onSync = () -> seen.add(other.list().size());

        library().load(archive(ImageFixture.dockerLegacy(ImageFixture.of("one", "two"), "app")));

        assertThat(seen).containsExactly(0);
        assertThat(other.list()).hasSize(1);
    }

    /** What a JVM leaves that was killed just before it put the image on record. */
    private void interruptedLoad() throws IOException {
        library().load(archive(ImageFixture.dockerLegacy(ImageFixture.of("one", "two"), "app")));
        Path images = directory.resolve("root/images");
        Files.write(images.resolve("index.json"), new Index(MediaTypes.OCI_INDEX, List.of(), Map.of()).bytes());
        Files.createFile(images.resolve("ingest/killed.load"));
        Files.createDirectories(directory.resolve("root/layers/.tmp-killed/fs"));
    }

    @Test
    void open_afterInterruptedLoad_nothingLeft() throws IOException {
        interruptedLoad();

        library();

        assertNothingKept();
        assertThat(directory.resolve("root/layers")).isEmptyDirectory();
    }

    @Test
    void open_whileAnotherLoads_leavesItAlone() throws IOException {
        interruptedLoad();
        long blobs = files("images/blobs");

        StoreLock.Held other = lock.shared(directory.resolve("root/images/use.lock"));
        library();
        assertThat(files("images/blobs")).isEqualTo(blobs);
        assertThat(files("images/ingest")).isEqualTo(1);
        other.close();

        library();
        assertNothingKept();
    }

    @Test
    void load_afterAnotherWasInterrupted_onlyItsOwnIsThere() throws IOException {
        ImageLibrary library = library();
        interruptedLoad();
        ImageFixture image = ImageFixture.of("new");

        library.load(archive(ImageFixture.dockerLegacy(image, "new")));

        assertThat(files("images/blobs")).isEqualTo(3);
        assertThat(files("images/ingest")).isZero();
        assertThat(directory.resolve("root/layers"))
                .isDirectoryContaining(
                        p -> p.endsWith(Digest.sha256Of(image.layers.get(0)).hex()));
    }

    @Test
    void list_changedByAnother_seen() throws IOException {
        ImageLibrary library = library();
        ImageFixture image = ImageFixture.of("x");
        library().load(archive(ImageFixture.dockerLegacy(image, "app:1")));
        // old enough for the index to be kept in memory
        Files.setLastModifiedTime(directory.resolve("root/images/index.json"), FileTime.fromMillis(0));
        assertThat(library.get("app:1").id()).isEqualTo(image.id);

        library().tag("app:1", ImageReference.parse("app:2"));
        assertThat(library.get("app:2").id()).isEqualTo(image.id);
        assertThat(library.list()).hasSize(1);

        library().remove(image.id.hex(), true, id -> false);
        assertThat(library.list()).isEmpty();
    }
}
