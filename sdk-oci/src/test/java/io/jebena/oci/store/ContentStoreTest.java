// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.DigestMismatchException;
import io.jebena.error.ImageException;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.spec.Index;
import io.jebena.oci.spec.MediaTypes;
import io.jebena.value.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final Digest DIGEST = Digest.sha256Of(CONTENT);

    @TempDir
    Path root;

    private ContentStore store;

    @BeforeEach
    void open() {
        store = ContentStore.open(root, new ThreadLock());
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("ingest"))) {
            return files.toList();
        }
    }

    @Test
    void open_freshDirectory_validLayout() throws IOException {
        assertThat(root.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
        assertThat(Index.parse(Files.readAllBytes(root.resolve("index.json")), "i")
                        .manifests())
                .isEmpty();
        assertThat(left()).isEmpty();
    }

    @Test
    void open_freshDirectory_ownerOnly() throws IOException {
        ContentStore.open(root.resolve("new/images"), new ThreadLock());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("new/images"))))
                .isEqualTo("rwx------");
    }

    @Test
    void open_laterVersion_refused() throws IOException {
        Files.writeString(root.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");

        assertThatThrownBy(() -> ContentStore.open(root, new ThreadLock()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("2.0.0");
    }

    @Test
    void write_committed_visibleOnlyThen() throws IOException {
        try (BlobWriter writer = store.write(DIGEST)) {
            writer.write(CONTENT, 0, 3);
            assertThat(store.has(DIGEST, 3)).isFalse();
            assertThat(writer.commit("blob")).isEqualTo(DIGEST);
        }

        assertThat(store.has(DIGEST, 3)).isTrue();
        assertThat(store.has(DIGEST, 4)).isFalse();
        assertThat(store.read(DIGEST, "blob")).isEqualTo(CONTENT);
        assertThat(left()).isEmpty();
    }

    @Test
    void write_otherContent_mismatchAndNothingKept() throws IOException {
        try (BlobWriter writer = store.write(DIGEST)) {
            writer.write(CONTENT, 0, 2);
            assertThatThrownBy(() -> writer.commit("blob"))
                    .isInstanceOfSatisfying(DigestMismatchException.class, e -> assertThat(e.expected())
                            .isEqualTo(DIGEST.toString()));
        }

        assertThat(store.has(DIGEST, 3)).isFalse();
        assertThat(left()).isEmpty();
    }

    @Test
    void write_sha512_verifiedAndKept() {
        byte[] hash =
                Digest.parse("sha512:" + "0".repeat(128)).newMessageDigest().digest(CONTENT);
        Digest digest = Digest.parse("sha512:" + java.util.HexFormat.of().formatHex(hash));

        try (BlobWriter writer = store.write(digest)) {
            writer.write(CONTENT, 0, 3);
            writer.commit("blob");
        }

        assertThat(store.read(digest, "blob")).isEqualTo(CONTENT);
    }

    @Test
    void read_changedOnDisk_mismatch() throws IOException {
        store.put(CONTENT, "x");
        Files.write(store.path(DIGEST), new byte[] {9, 9, 9});

        assertThatThrownBy(() -> store.read(DIGEST, "blob")).isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void read_missing_saysSo() {
        assertThatThrownBy(() -> store.read(DIGEST, "blob"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("missing in the image store");
    }

    @Test
    void update_manyThreads_noneLost() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Callable<Object>> work = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Descriptor d = new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256Of(new byte[] {(byte) i}), i);
            work.add(() -> store.update(before -> {
                List<Descriptor> after = new ArrayList<>(before);
                after.add(d);
                return after;
            }));
        }
        try {
            for (Future<Object> f : pool.invokeAll(work)) {
                f.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(store.index()).hasSize(64);
        assertThat(left()).isEmpty();
    }

    @Test
    void update_changeFails_indexAsBefore() {
        Descriptor d = store.put(CONTENT, MediaTypes.OCI_MANIFEST);
        store.update(before -> List.of(d));

        assertThatThrownBy(() -> store.update(before -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(store.index()).containsExactly(d);
        store.update(before -> Collections.emptyList());
        assertThat(store.index()).isEmpty();
    }

    @Test
    void retain_deadBlobsAndLeftovers_removed() throws IOException {
        store.put(CONTENT, "x");
        Descriptor dead = store.put(new byte[] {4}, "x");
        Files.write(root.resolve("ingest/left"), CONTENT);

        store.retain(Set.of(DIGEST));

        assertThat(store.has(DIGEST, 3)).isTrue();
        assertThat(store.has(dead.digest(), 1)).isFalse();
        assertThat(left()).isEmpty();
    }

    @Test
    void index_unchangedAndOld_readOnce() throws IOException {
        Path file = root.resolve("index.json");
        assertThat(store.index()).isEmpty();
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        List<Descriptor> first = store.index();

        assertThat(store.index()).isSameAs(first);

        ContentStore other = ContentStore.open(root, new ThreadLock());
        Descriptor added = other.put(CONTENT, MediaTypes.OCI_CONFIG);
        other.update(before -> List.of(added));
        assertThat(store.index()).containsExactly(added);
    }
}
