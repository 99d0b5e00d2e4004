// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootedPathTest {
    @TempDir
    Path folder;

    private Path inside;

    @BeforeEach
    void makeRoot() throws IOException {
        inside = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("secret"), "outside");
        Files.createDirectory(inside.resolve("etc"));
        Files.writeString(inside.resolve("etc/passwd"), "inside");
        Files.writeString(inside.resolve("secret"), "decoy");
    }

    private String read(RootedPath root, String name) {
        try (Fd fd = root.open(name, TreeCalls.O_RDONLY, 0)) {
            return new String(KernelFile.readFully(fd), UTF_8);
        }
    }

    @Test
    void open_dotDotAboveTheRoot_staysInside() {
        try (RootedPath root = RootedPath.open(inside.toString())) {
            assertThat(read(root, "../../../secret")).isEqualTo("decoy");
            assertThat(read(root, "/etc/../../etc/passwd")).isEqualTo("inside");
        }
    }

    @Test
    void open_absoluteAndClimbingLinks_resolveInsideTheRoot() throws IOException {
        Files.createSymbolicLink(inside.resolve("absolute"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(inside.resolve("climbing"), Path.of("../secret"));
        try (RootedPath root = RootedPath.open(inside.toString())) {
            assertThat(read(root, "absolute")).isEqualTo("inside");
            assertThat(read(root, "climbing")).isEqualTo("decoy");
        }
    }

    @Test
    void open_jumpingProcLink_isRefused() {
        try (RootedPath root = RootedPath.open("/")) {
            assertThatThrownBy(() -> root.open("/proc/self/root/etc", TreeCalls.O_PATH, 0))
                    .hasMessageContaining("ELOOP");
        }
    }

    @Test
    void open_directorySwappedForALinkMeanwhile_neverReadsOutside() throws Exception {
        Path swapped = inside.resolve("swap");
        Path link = inside.resolve("link");
        Files.createSymbolicLink(link, folder);
        Files.createDirectory(swapped);
        Files.writeString(swapped.resolve("secret"), "decoy");
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = new Thread(() -> {
            Path away = inside.resolve("away");
            while (!stop.get()) {
                try {
                    Files.move(swapped, away, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(link, swapped, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(swapped, link, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(away, swapped, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        swapper.start();
        int seen = 0;
        try (RootedPath root = RootedPath.open(inside.toString())) {
            for (int i = 0; i < 20_000; i++) {
                try {
                    assertThat(read(root, "swap/secret")).isEqualTo("decoy");
                    seen++;
                } catch (io.jebena.linux.libc.SyscallException gone) {
                    assertThat(gone.errno()).isIn(2, 11);
                }
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        assertThat(seen).isPositive();
    }

    @Test
    void makers_nameWithSlashOrDots_areRefused() {
        try (RootedPath root = RootedPath.open(inside.toString())) {
            for (String bad : new String[] {"a/b", "..", ".", "", "/"}) {
                assertThatThrownBy(() -> root.makeDirectory(bad.getBytes(UTF_8), 0b111_000_000))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void list_namesOfAnyBytes_comeBackExactly() {
        byte[] odd = {'a', (byte) 0xff, (byte) 0xfe, ' '};
        try (RootedPath root = RootedPath.open(inside.toString())) {
            root.makeDirectory(odd, 0b111_000_000);

            assertThat(root.list()).contains(odd);
            assertThat(root.status(odd).is(FileStatus.S_IFDIR)).isTrue();
            root.remove(odd, true);
            assertThat(root.list()).doesNotContain(odd);
        }
    }

    @Test
    void links_bothKinds_areMadeAndRead() {
        try (RootedPath root = RootedPath.open(inside.toString());
                RootedPath etc = root.directory("etc".getBytes(UTF_8))) {
            etc.makeSymlink("soft".getBytes(UTF_8), "/nowhere".getBytes(UTF_8));
            root.makeLink("hard".getBytes(UTF_8), etc, "passwd".getBytes(UTF_8));

            assertThat(etc.readLink("soft".getBytes(UTF_8))).isEqualTo("/nowhere".getBytes(UTF_8));
            assertThat(root.status("hard".getBytes(UTF_8)).links()).isEqualTo(2);
            etc.changeTimes("passwd".getBytes(UTF_8), 1_000_000_000L, 123_456_789L);
            assertThat(root.status("hard".getBytes(UTF_8)).modifyNanos()).isEqualTo(123_456_789);
        }
    }
}
