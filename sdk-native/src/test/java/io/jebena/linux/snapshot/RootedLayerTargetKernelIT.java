// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jebena.error.KernelException;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.oci.layer.EntryAttributes;
import io.jebena.oci.layer.EntryName;
import io.jebena.oci.layer.LayerTarget;
import io.jebena.oci.layer.TarEntry;
import io.jebena.oci.layer.Xattr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootedLayerTargetKernelIT {
    private static final Instant TIME = Instant.ofEpochSecond(1_234_567_890, 987_654_321);

    @TempDir
    Path folder;

    private Path root;

    private final RootedLayerTargets targets = new RootedLayerTargets();

    @BeforeEach
    void makeRoot() throws IOException {
        boolean root0 = Kernel.processes().effectiveUser() == 0;
        if (!root0) {
            System.err.println("skipped: owners and devices of layers can be set by root only; run the tests as root");
        }
        assumeTrue(root0);
        root = Files.createDirectory(folder.resolve("layer"));
    }

    private static EntryAttributes attributes(int mode, long uid, long gid, Xattr... xattrs) {
        return new EntryAttributes(mode, uid, gid, TIME, List.of(xattrs));
    }

    private static LayerTarget.FileContent content(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return sink -> {
            if (bytes.length > 0) {
                sink.write(0, bytes, 0, bytes.length);
            }
        };
    }

    private static Map<String, Object> unix(Path file) throws IOException {
        return Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
    }

    private static byte[] attribute(Path file, String name) {
        int fd = Kernel.tree().open(TreeCalls.AT_FDCWD, file.toString().getBytes(UTF_8), TreeCalls.O_RDONLY, 0, 0);
        try {
            return Kernel.tree().attribute(fd, name.getBytes(UTF_8));
        } finally {
            Kernel.descriptors().close(fd);
        }
    }

    private static void assertAttributes(Path file, int mode, int uid, int gid) throws IOException {
        Map<String, Object> unix = unix(file);
        assertThat((int) unix.get("mode") & 07777).as("mode of %s", file).isEqualTo(mode);
        assertThat(unix.get("uid")).isEqualTo(uid);
        assertThat(unix.get("gid")).isEqualTo(gid);
        assertThat(unix.get("lastModifiedTime")).as("time of %s", file).isEqualTo(FileTime.from(TIME));
    }

    @Test
    void target_everyKind_allAttributes() throws IOException {
        byte[] capability = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] binary = {(byte) 0xff, 0, (byte) 0xfe, '\n'};
        try (LayerTarget target = targets.open(root, List.of())) {
            target.directory(EntryName.ROOT, attributes(0711, 7, 8));
            target.directory(EntryName.of("d"), attributes(02555, 5, 6, new Xattr("user.x", binary)));
            target.file(
                    EntryName.of("d/f"),
                    attributes(
                            06751,
                            1000,
                            3_000_000,
                            new Xattr("security.capability", capability),
                            new Xattr("user.b", binary)),
                    5,
                    content("hello"));
            target.symlink(EntryName.of("d/l"), "/etc/passwd".getBytes(UTF_8), attributes(0777, 9, 10));
            target.hardlink(EntryName.of("h"), EntryName.of("d/f"));
            target.node(
                    EntryName.of("null"),
                    TarEntry.Type.CHARACTER_DEVICE,
                    new TarEntry.Device(1, 3),
                    attributes(0666, 0, 5));
            target.node(
                    EntryName.of("disk"),
                    TarEntry.Type.BLOCK_DEVICE,
                    new TarEntry.Device(259, 300_000),
                    attributes(0660, 0, 6));
            target.node(EntryName.of("pipe"), TarEntry.Type.FIFO, new TarEntry.Device(0, 0), attributes(0622, 1, 2));
            target.directory(EntryName.of("d/sub"), attributes(0000, 1, 1));
            target.file(EntryName.of("d/sub/late"), attributes(0600, 0, 0), 0, content(""));
            target.commit();
        }

        assertAttributes(root, 0711, 7, 8);
        assertAttributes(root.resolve("d"), 02555, 5, 6);
        assertAttributes(root.resolve("d/f"), 06751, 1000, 3_000_000);
        assertAttributes(root.resolve("d/l"), 0777, 9, 10);
        assertAttributes(root.resolve("null"), 0666, 0, 5);
        assertAttributes(root.resolve("disk"), 0660, 0, 6);
        assertAttributes(root.resolve("pipe"), 0622, 1, 2);
        assertAttributes(root.resolve("d/sub"), 0000, 1, 1);
        assertAttributes(root.resolve("d/sub/late"), 0600, 0, 0);
        assertThat(root.resolve("d/f")).hasContent("hello");
        assertThat(Files.readSymbolicLink(root.resolve("d/l")).toString()).isEqualTo("/etc/passwd");
        assertThat(unix(root.resolve("h")).get("ino"))
                .isEqualTo(unix(root.resolve("d/f")).get("ino"));
        assertThat(unix(root.resolve("null")).get("rdev")).isEqualTo(0x103L);
        // linux/kdev_t.h: the kernel's new encoding of 259:300000
        assertThat((long) unix(root.resolve("disk")).get("rdev"))
                .isEqualTo((300_000L & 0xff) | (259L << 8) | ((300_000L & ~0xffL) << 12));
        assertThat(attribute(root.resolve("d/f"), "security.capability")).isEqualTo(capability);
        assertThat(attribute(root.resolve("d/f"), "user.b")).isEqualTo(binary);
        assertThat(attribute(root.resolve("d"), "user.x")).isEqualTo(binary);
    }

    @Test
    void target_namesOfAnyBytes_kept() throws Exception {
        byte[] foreign = {'d', (byte) 0xff, (byte) 0xe4};
        try (LayerTarget target = targets.open(root, List.of())) {
            target.directory(EntryName.ROOT.child(foreign), attributes(0755, 0, 0));
            target.file(
                    EntryName.ROOT.child(foreign).child(new byte[] {'\n'}), attributes(0644, 0, 0), 1, content("x"));
            target.commit();
        }

        Process find = new ProcessBuilder("find", root.toString(), "-type", "f", "-print0").start();
        byte[] out = find.getInputStream().readAllBytes();
        byte[] end = {'/', 'd', (byte) 0xff, (byte) 0xe4, '/', '\n', 0};
        assertThat(out).endsWith(end);
    }

    @Test
    void target_sparseFile_holesKept() throws IOException {
        try (LayerTarget target = targets.open(root, List.of())) {
            target.file(EntryName.of("s"), attributes(0644, 0, 0), 10L << 30, sink -> {
                sink.write(5L << 30, new byte[] {1, 2, 3}, 1, 2);
            });
            target.commit();
        }

        assertThat(Files.size(root.resolve("s"))).isEqualTo(10L << 30);
        try (var channel = Files.newByteChannel(root.resolve("s"))) {
            java.nio.ByteBuffer two = java.nio.ByteBuffer.allocate(3);
            channel.position((5L << 30) - 1).read(two);
            assertThat(two.array()).containsExactly(0, 2, 3);
        }
    }

    @Test
    void target_impliedDirectory_likeTheHighestLayerBelow() throws IOException {
        Path low = Files.createDirectories(folder.resolve("low"));
        Path high = Files.createDirectories(folder.resolve("high"));
        try (LayerTarget target = targets.open(low, List.of())) {
            target.directory(EntryName.of("a"), attributes(01777, 1, 2));
            target.directory(EntryName.of("b"), attributes(0700, 3, 4));
            target.directory(EntryName.of("c"), attributes(0700, 3, 4));
            target.commit();
        }
        try (LayerTarget target = targets.open(high, List.of(low))) {
            target.directory(EntryName.of("b"), attributes(0750, 5, 6));
            target.whiteout(EntryName.of("c"));
            target.commit();
        }
        try (LayerTarget target = targets.open(root, List.of(low, high))) {
            for (String name : List.of("a", "b", "c", "new")) {
                target.impliedDirectory(EntryName.of(name));
            }
            target.commit();
        }

        assertThat((int) unix(root).get("mode") & 07777).isEqualTo(0755);
        assertAttributes(root.resolve("a"), 01777, 1, 2);
        assertAttributes(root.resolve("b"), 0750, 5, 6);
        assertThat((int) unix(root.resolve("c")).get("mode") & 07777).isEqualTo(0755);
        assertThat((int) unix(root.resolve("new")).get("mode") & 07777).isEqualTo(0755);
    }

    /** The kernel's overlayfs is the judge. */
    @Test
    void target_whiteoutAndOpaque_hideInOverlay() throws Exception {
        Path low = Files.createDirectories(folder.resolve("low"));
        try (LayerTarget target = targets.open(low, List.of())) {
            for (String name : List.of("d", "o")) {
                target.directory(EntryName.of(name), attributes(0755, 0, 0));
                target.file(EntryName.of(name + "/gone"), attributes(0644, 0, 0), 1, content("x"));
                target.file(EntryName.of(name + "/stays"), attributes(0644, 0, 0), 1, content("x"));
            }
            target.commit();
        }
        try (LayerTarget target = targets.open(root, List.of(low))) {
            target.impliedDirectory(EntryName.of("d"));
            target.impliedDirectory(EntryName.of("o"));
            target.file(EntryName.of("o/new"), attributes(0644, 0, 0), 1, content("x"));
            target.whiteout(EntryName.of("d/gone"));
            target.opaque(EntryName.of("o"));
            target.commit();
        }

        assertThat(OverlayView.list(folder, List.of(low, root), "%P"))
                .containsExactly("", "d", "d/stays", "o", "o/new");
    }

    /** While entries are written, another thread swaps the directory for a link that leads outside, as fast as it can. */
    @Test
    void target_directorySwappedForLink_nothingOutside() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectories(outside.resolve("b"));
        Files.writeString(outside.resolve("victim"), "untouched");
        FileTime before = Files.getLastModifiedTime(outside);
        AtomicBoolean stop = new AtomicBoolean();
        Path a = root.resolve("a");
        Path aside = root.resolve("aside");
        Thread swapper = new Thread(() -> swap(a, aside, outside, stop));
        swapper.start();
        int written = 0;
        int refused = 0;
        try {
            for (int round = 0; round < 3000; round++) {
                try (LayerTarget target = targets.open(root, List.of())) {
                    target.directory(EntryName.of("a"), attributes(0755, 0, 0));
                    target.file(EntryName.of("a/f" + round), attributes(0644, 1, 1), 1, content("x"));
                    target.directory(EntryName.of("a/b" + round), attributes(0700, 1, 1));
                    target.symlink(EntryName.of("a/b" + round + "/l"), new byte[] {'x'}, attributes(0777, 1, 1));
                    target.node(
                            EntryName.of("a/p" + round),
                            TarEntry.Type.FIFO,
                            new TarEntry.Device(0, 0),
                            attributes(0666, 1, 1));
                    target.hardlink(EntryName.of("a/h" + round), EntryName.of("a/f" + round));
                    target.commit();
                    written++;
                } catch (SyscallException e) {
                    refused++;
                }
            }
        } finally {
            stop.set(true);
            swapper.join();
        }

        assertThat(written + refused).isEqualTo(3000);
        assertThat(refused).as("the race was real").isPositive();
        try (Stream<Path> all = Files.walk(outside)) {
            assertThat(all).containsExactlyInAnyOrder(outside, outside.resolve("b"), outside.resolve("victim"));
        }
        assertThat(Files.getLastModifiedTime(outside)).isEqualTo(before);
        assertThat(unix(outside).get("uid")).isEqualTo(0);
        assertThat(outside.resolve("victim")).hasContent("untouched");
    }

    private static void swap(Path a, Path aside, Path outside, AtomicBoolean stop) {
        while (!stop.get()) {
            try {
                if (Files.isDirectory(a, LinkOption.NOFOLLOW_LINKS)) {
                    // a name for each directory moved away: they are not empty
                    Files.move(a, aside.resolveSibling("aside" + System.nanoTime()), StandardCopyOption.ATOMIC_MOVE);
                }
                Files.createSymbolicLink(aside, outside);
                Files.move(aside, a, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(a);
            } catch (IOException e) {
                // the unpacking thread was faster: next round
                continue;
            }
        }
    }

    @Test
    void target_linkInsideTheArchiveThatLeadsOut_notFollowed() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        try (LayerTarget target = targets.open(root, List.of())) {
            target.symlink(EntryName.of("l"), outside.toString().getBytes(UTF_8), attributes(0777, 0, 0));

            assertThatThrownBy(() -> target.file(EntryName.of("l/f"), attributes(0644, 0, 0), 1, content("x")))
                    .isInstanceOf(KernelException.class);
            assertThatThrownBy(() -> target.file(EntryName.of("l"), attributes(0644, 0, 0), 1, content("x")))
                    .isInstanceOf(KernelException.class);
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void delete_treeWithLinksOut_onlyTheTree() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("victim"), "untouched");
        Files.createSymbolicLink(root.resolve("l"), outside);
        Files.createDirectories(root.resolve("d/e"));

        targets.delete(root);
        targets.delete(root);

        assertThat(root).doesNotExist();
        assertThat(outside.resolve("victim")).hasContent("untouched");
    }
}
