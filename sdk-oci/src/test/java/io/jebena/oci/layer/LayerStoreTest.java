// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.DigestMismatchException;
import io.jebena.error.ImageException;
import io.jebena.value.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayerStoreTest {
    @TempDir
    Path directory;

    private final MemoryTargets targets = new MemoryTargets();

    private LayerStore store(UnpackLimits limits) {
        return new LayerStore(directory.resolve("layers"), targets, limits);
    }

    private LayerStore.Layer unpack(byte[] blob, byte[] plain, UnpackLimits limits) throws IOException {
        Path file = Files.write(directory.resolve("blob"), blob);
        Digest diffId = Digest.sha256Of(plain);
        return store(limits).ensure(new LayerStore.Source(diffId, diffId, LayerArchive.of(file), false), List.of());
    }

    private List<String> log(TarBuilder archive) throws IOException {
        byte[] tar = archive.build();
        unpack(tar, tar, UnpackLimits.DEFAULT);
        return targets.only().log;
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("layers"))) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ensure_anyCompression_unpacked(Compression compression) throws IOException {
        byte[] big = new byte[700_000];
        new Random(1).nextBytes(big);
        byte[] tar = new TarBuilder()
                .directory("./")
                .directory("d/")
                .file("d/f", big)
                .build();

        LayerStore.Layer layer = unpack(CompressionTest.pack(compression, tar), tar, UnpackLimits.DEFAULT);

        assertThat(layer.size()).isEqualTo(big.length);
        assertThat(layer.opaque()).isFalse();
        assertThat(targets.only().content("d/f")).isEqualTo(big);
        assertThat(targets.only().log).containsExactly("directory .", "directory d", "file d/f", "committed");
        assertThat(kept()).containsExactly(layer.tree().getParent());
    }

    @Test
    void ensure_twice_unpackedOnce() throws IOException {
        byte[] tar = new TarBuilder().file("f", "x").build();

        LayerStore.Layer first = unpack(tar, tar, UnpackLimits.DEFAULT);
        LayerStore.Layer second = unpack(tar, tar, UnpackLimits.DEFAULT);

        assertThat(second).isEqualTo(first);
        assertThat(targets.count()).isEqualTo(1);
    }

    @Test
    void ensure_leftoverOfKilledRemovalInTheWay_replaced() throws IOException {
        byte[] tar = new TarBuilder().file("f", "x").build();
        Path left =
                directory.resolve("layers").resolve(Digest.sha256Of(tar).hex()).resolve("fs");
        Files.createDirectories(left);
        Files.writeString(left.resolve("half"), "x");

        LayerStore.Layer layer = unpack(tar, tar, UnpackLimits.DEFAULT);

        assertThat(layer.tree().resolve("half")).doesNotExist();
        assertThat(layer.size()).isEqualTo(1);
        assertThat(kept()).hasSize(1);
    }

    @Test
    void ensure_manyAtOnce_oneLayer() throws Exception {
        byte[] tar = new TarBuilder().file("f", new byte[1_000_000]).build();
        Path file = Files.write(directory.resolve("blob"), tar);
        Digest diffId = Digest.sha256Of(tar);
        LayerStore store = store(UnpackLimits.DEFAULT);
        Callable<LayerStore.Layer> work =
                () -> store.ensure(new LayerStore.Source(diffId, diffId, LayerArchive.of(file), false), List.of());
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<LayerStore.Layer> layers = new ArrayList<>();
            for (Future<LayerStore.Layer> f : pool.invokeAll(java.util.Collections.nCopies(8, work))) {
                layers.add(f.get());
            }
            assertThat(Set.copyOf(layers)).hasSize(1);
            assertThat(kept()).hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void ensure_impliedDirectories_madeBeforeTheirEntries() throws IOException {
        assertThat(log(new TarBuilder().file("a/b/c", "x").directory("a/").file("a/b/d", "y")))
                .containsExactly("implied a", "implied a/b", "file a/b/c", "directory a", "file a/b/d", "committed");
    }

    @Test
    void ensure_deletions_appliedLast() throws IOException {
        assertThat(log(new TarBuilder()
                        .file("d/.wh.gone", "")
                        .file("o/.wh..wh..opq", "")
                        .file("o/new", "x")
                        .file(".wh..wh.plnk", "")
                        .file("d/stays", "y")))
                .containsExactly(
                        "implied o",
                        "file o/new",
                        "implied d",
                        "file d/stays",
                        "whiteout d/gone",
                        "opaque o",
                        "committed");
    }

    /** A file that was replaced: the deletion is about the layers below. */
    @Test
    void ensure_deletionAndEntryOfOneName_entryStays() throws IOException {
        assertThat(log(new TarBuilder()
                        .file(".wh.f", "")
                        .file("f", "new")
                        .directory("d/")
                        .file("d/x", "y")
                        .file(".wh.d", "")))
                .containsExactly("file f", "directory d", "file d/x", "opaque d", "committed");
    }

    /** As umoci writes a directory that became a file or a link: each name that was in it is deleted, too. */
    @Test
    void ensure_deletionsBelowWhatIsNoDirectory_nothingToDo() throws IOException {
        assertThat(log(new TarBuilder()
                        .file("f/.wh.a", "")
                        .file("f", "now a file")
                        .symlink("l", "/etc")
                        .file("l/.wh.passwd", "")
                        .file("l/sub/.wh..wh..opq", "")
                        .file(".wh.gone", "")
                        .file("gone/.wh.a", "")
                        .file("gone/b/.wh..wh..opq", "")))
                .containsExactly("file f", "symlink l -> /etc", "whiteout gone", "committed");
    }

    @Test
    void ensure_opaqueRoot_told() throws IOException {
        byte[] tar = new TarBuilder().file(".wh..wh..opq", "").file("f", "x").build();

        LayerStore.Layer layer = unpack(tar, tar, UnpackLimits.DEFAULT);

        assertThat(layer.opaque()).isTrue();
        assertThat(targets.only().log).containsExactly("file f", "committed");
    }

    @Test
    void ensure_linksWithAnyTarget_content() throws IOException {
        assertThat(log(new TarBuilder()
                        .symlink("abs", "/etc/passwd")
                        .symlink("up", "../../../x")
                        .file("f", "x")
                        .hardlink("h", "./f")
                        .hardlink("l", "abs")
                        .device("null", '3', 1, 3)
                        .header("pipe", '6', "", 0)))
                .containsExactly(
                        "symlink abs -> /etc/passwd",
                        "symlink up -> ../../../x",
                        "file f",
                        "hardlink h -> f",
                        "hardlink l -> abs",
                        "CHARACTER_DEVICE null 1:3",
                        "FIFO pipe 0:0",
                        "committed");
    }

    @Test
    void ensure_overlayNotesInAttributes_leftOut() throws IOException {
        byte[] tar = new TarBuilder()
                .pax(
                        TarBuilder.record("SCHILY.xattr.trusted.overlay.redirect", "/etc"),
                        TarBuilder.record("SCHILY.xattr.user.overlay.opaque", "y"),
                        TarBuilder.record("SCHILY.xattr.security.selinux", "x"),
                        TarBuilder.record("SCHILY.xattr.user.kept", "y"))
                .directory("d/")
                .build();

        unpack(tar, tar, UnpackLimits.DEFAULT);

        assertThat(targets.only().attributes.get(EntryName.of("d")).xattrs())
                .extracting(Xattr::name)
                .containsExactly("user.kept");
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                bad("absolute name", "absolute name", t -> t.file("/etc/passwd", "x")),
                bad("up", "\"..\" in name", t -> t.file("../x", "x")),
                bad("up inside", "\"..\" in name", t -> t.directory("a/").file("a/../../x", "x")),
                bad("up at the end", "\"..\" in name", t -> t.directory("a/..")),
                bad("NUL in a long name", "NUL in name", t -> t.pax(TarBuilder.record("path", "a\0b"))
                        .file("x", "")),
                bad("component of 256", "component longer than 255", t -> t.pax(
                                TarBuilder.record("path", "a".repeat(256)))
                        .file("x", "")),
                bad("name of 5000", "longer than 4096", t -> t.pax(TarBuilder.record("path", "a/".repeat(2500)))
                        .file("x", "")),
                bad("below a link", "below the symbolic link", t -> t.symlink("a", "/etc")
                        .file("a/passwd", "x")),
                bad("far below a link", "below the symbolic link", t -> t.symlink("a", "/")
                        .directory("a/b/")),
                bad("below a hard link to a link", "below the symbolic link", t -> t.symlink("a", "/")
                        .hardlink("b", "a")
                        .file("b/x", "")),
                bad("below a file", "no directory", t -> t.file("a", "").file("a/b", "")),
                bad("file twice", "duplicate entry", t -> t.file("a", "1").file("./a", "2")),
                bad("link for a directory", "duplicate entry", t -> t.directory("a/")
                        .symlink("a", "/etc")),
                bad("link for an implied directory", "duplicate entry", t -> t.file("a/b", "")
                        .symlink("a", "/")),
                bad("directory for a link", "duplicate entry", t -> t.symlink("a", "/etc")
                        .directory("a/")),
                bad("hard link outside", "\"..\" in name", t -> t.hardlink("a", "../../etc/shadow")),
                bad("absolute hard link", "absolute name", t -> t.hardlink("a", "/etc/shadow")),
                bad("hard link to nothing", "does not have before it", t -> t.hardlink("a", "b")
                        .file("b", "")),
                bad("hard link to itself", "does not have before it", t -> t.hardlink("a", "a")),
                bad("hard link to a directory", "to the directory", t -> t.directory("d/")
                        .hardlink("a", "d")),
                bad("hard link to the root", "to the directory", t -> t.hardlink("a", ".")),
                bad("overlay's deletion as device", "0:0", t -> t.device("a", '3', 0, 0)),
                bad("deletion of the directory itself", "deletion of nothing", t -> t.file("a/.wh.", "")),
                bad("deletion of ..", "\"..\" in name", t -> t.file("a/.wh...", "")),
                bad("below a deletion", "below the mark of a deletion", t -> t.file(".wh.a/b", "")),
                bad("root as a file", "root is no directory", t -> t.file(".", "x")),
                bad("root as a link", "root is no directory", t -> t.symlink("./", "/etc")),
                bad("empty link", "empty, overlong", t -> t.symlink("a", "")),
                bad("unknown type", "unknown type", t -> t.header("a", 'Z', "", 0)),
                bad("negative size", "negative size", t -> t.raw(negativeSize())),
                bad("wrong checksum", "checksum", t -> t.raw(wrongSum())),
                bad("lone zero block", "zero block", t -> t.raw(new byte[512]).file("a", "x")),
                bad("huge pax header", "larger than 1048576", t -> t.header("x", 'x', "", 2 << 20)),
                bad("huge long name", "larger than 4097", t -> t.header("x", 'L', "", 5000)),
                bad("pax length wrong", "bad length", t -> t.header("x", 'x', "", 10)
                        .data("99 path=x\n".getBytes(StandardCharsets.UTF_8))),
                bad("pax without line end", "key=value", t -> t.header("x", 'x', "", 9)
                        .data("9 path=xy".getBytes(StandardCharsets.UTF_8))),
                bad("many extension headers", "more than 8 extension headers", LayerStoreTest::manyExtensions),
                bad(
                        "extension header at the end",
                        "ends behind an extension header",
                        t -> t.pax(TarBuilder.record("path", "x"))),
                bad("sparse pieces overlap", "overlaps", t -> t.pax(
                                TarBuilder.record("GNU.sparse.map", "0,2,1,2"),
                                TarBuilder.record("GNU.sparse.size", "9"))
                        .file("a", "1234")),
                bad("sparse pieces outside", "leaves the file", t -> t.pax(
                                TarBuilder.record("GNU.sparse.map", "8,4"), TarBuilder.record("GNU.sparse.size", "9"))
                        .file("a", "1234")),
                bad("sparse sum wrong", "hold 2 bytes", t -> t.pax(
                                TarBuilder.record("GNU.sparse.map", "0,2"), TarBuilder.record("GNU.sparse.size", "9"))
                        .file("a", "1234")),
                bad("sparse of exabytes", "sum up to more than", t -> t.pax(
                                TarBuilder.record("GNU.sparse.map", "0,4"),
                                TarBuilder.record("GNU.sparse.size", "900000000000000000"))
                        .file("a", "1234")),
                bad("owner out of range", "out of range", t -> t.pax(TarBuilder.record("uid", "4294967295"))
                        .file("a", "")),
                bad("attribute without namespace", "bad name", t -> t.pax(TarBuilder.record("SCHILY.xattr.x", "y"))
                        .file("a", "")));
    }

    private interface Writer {
        TarBuilder write(TarBuilder to);
    }

    private static Arguments bad(String what, String message, Writer writer) {
        return Arguments.of(what, message, writer.write(new TarBuilder()).build());
    }

    private static TarBuilder manyExtensions(TarBuilder t) {
        for (int i = 0; i < 9; i++) {
            t.pax(TarBuilder.record("path", "x"));
        }
        return t.file("a", "");
    }

    private static byte[] negativeSize() {
        byte[] block = TarBuilder.block(new byte[] {'a'}, '0', "", 0);
        Arrays.fill(block, 124, 136, (byte) 0xff);
        return TarBuilder.sum(block);
    }

    private static byte[] wrongSum() {
        byte[] block = TarBuilder.sum(TarBuilder.block(new byte[] {'a'}, '0', "", 0));
        block[0] = 'b';
        return block;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void ensure_malformedArchive_typedExceptionAndNothingKept(String what, String message, byte[] tar)
            throws IOException {
        assertThatThrownBy(() -> unpack(tar, tar, UnpackLimits.DEFAULT))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("layer " + Digest.sha256Of(tar))
                .hasMessageContaining(message);
        assertThat(kept()).isEmpty();
        assertThat(targets.only().log).last().isEqualTo("abandoned");
    }

    @Test
    void ensure_malformedArchive_entryNamed() {
        byte[] tar =
                new TarBuilder().file("fine", "").file("bad\u00e4/../x", "").build();

        assertThatThrownBy(() -> unpack(tar, tar, UnpackLimits.DEFAULT))
                .hasMessageContaining("entry \"bad\\xc3\\xa4/../x\"");
    }

    @Test
    void ensure_devicesNotAllowed_refused() throws IOException {
        byte[] tar = new TarBuilder().device("sda", '4', 8, 0).build();
        UnpackLimits limits =
                UnpackLimits.DEFAULT.toBuilder().devicesAllowed(false).build();

        assertThatThrownBy(() -> unpack(tar, tar, limits))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("not allowed");
        assertThat(kept()).isEmpty();
    }

    @Test
    void ensure_tooManyEntries_refused() throws IOException {
        byte[] tar = new TarBuilder().file("a", "").file("b", "").file("c", "").build();

        assertThatThrownBy(() -> unpack(
                        tar, tar, UnpackLimits.DEFAULT.toBuilder().maxEntries(2).build()))
                .hasMessageContaining("more than 2 entries");
        assertThat(kept()).isEmpty();
    }

    @Test
    void ensure_otherDiffId_mismatchAndNothingKept() throws IOException {
        byte[] tar = new TarBuilder().file("a", "").build();
        byte[] other = new TarBuilder().file("b", "").build();

        assertThatThrownBy(() -> unpack(tar, other, UnpackLimits.DEFAULT))
                .isInstanceOfSatisfying(DigestMismatchException.class, e -> {
                    assertThat(e.expected()).isEqualTo(Digest.sha256Of(other).toString());
                    assertThat(e.actual()).isEqualTo(Digest.sha256Of(tar).toString());
                });
        assertThat(kept()).isEmpty();
    }

    /** The digest covers what stands behind the end marker, too. */
    @Test
    void ensure_bytesBehindTheEnd_partOfTheDigest() throws IOException {
        byte[] tar = new TarBuilder().file("a", "").build();
        byte[] longer = Arrays.copyOf(tar, tar.length + 5_000_000);

        unpack(longer, longer, UnpackLimits.DEFAULT);

        assertThat(kept()).hasSize(1);
    }

    @Test
    void ensure_gibibyteOfZeros_refusedAndNothingKept() throws Exception {
        Path blob = directory.resolve("zeros.gz");
        byte[] mebibyte = CompressionTest.pack(Compression.GZIP, new byte[1 << 20]);
        try (OutputStream out = Files.newOutputStream(blob)) {
            byte[] header = new TarBuilder().header("zeros", '0', "", 1L << 30).unfinished();
            out.write(CompressionTest.pack(Compression.GZIP, header));
            for (int i = 0; i < 1024; i++) {
                out.write(mebibyte);
            }
        }
        Digest any = Digest.sha256Of(new byte[0]);

        assertThatThrownBy(() -> store(UnpackLimits.DEFAULT)
                        .ensure(new LayerStore.Source(any, any, LayerArchive.of(blob), false), List.of()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("times its size");
        assertThat(kept()).isEmpty();
    }

    @Test
    void retain_otherLayersAndLeftovers_removed() throws IOException {
        byte[] tar = new TarBuilder().file("a", "").build();
        LayerStore.Layer layer = unpack(tar, tar, UnpackLimits.DEFAULT);
        Files.createDirectories(directory.resolve("layers/.tmp-left/fs"));
        LayerStore store = store(UnpackLimits.DEFAULT);

        store.sweepTemporary();
        assertThat(kept()).containsExactly(layer.tree().getParent());

        store.retain(Set.of());
        assertThat(kept()).isEmpty();
        assertThat(store.find(Digest.sha256Of(tar))).isEmpty();
    }
}
