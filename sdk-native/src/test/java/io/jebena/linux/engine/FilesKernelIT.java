// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.container.Change;
import io.jebena.container.Container;
import io.jebena.container.FileStat;
import io.jebena.container.Mount;
import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.NamespaceMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilesKernelIT extends EngineTestBase {
    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06.789Z");

    /** What a container may be doing while its files are looked at. */
    enum Doing {
        NOTHING_YET(c -> c),
        RUNNING(Container::start),
        PAUSED(c -> {
            c.start().pause();
            return c;
        }),
        STOPPED(c -> {
            c.start().kill();
            return c;
        });

        private final UnaryOperator<Container> way;

        Doing(UnaryOperator<Container> way) {
            this.way = way;
        }
    }

    private Path source() throws IOException {
        Path directory = Files.createDirectories(folder.resolve("source"));
        Path inner = Files.createDirectories(directory.resolve("inner"));
        Path file = Files.writeString(inner.resolve("file"), "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
        Files.setAttribute(file, "unix:uid", 1234);
        Files.setAttribute(file, "unix:gid", 4321);
        Files.createSymbolicLink(inner.resolve("link"), Path.of("../nowhere"));
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("r-xr-x---"));
        Files.setLastModifiedTime(inner, FileTime.from(LONG_AGO));
        return directory;
    }

    @ParameterizedTest
    @EnumSource(Doing.class)
    void copy_thereAndBack_keepsWhatItIs(Doing doing) throws IOException {
        Path source = source();
        try (Container container = doing.way.apply(create(spec(STUBBORN)))) {
            container.files().copyTo(source, "/root/copy", true);

            FileStat file = container.files().stat("/root/copy/inner/file");
            assertThat(file.regular()).isTrue();
            assertThat(file.size()).isEqualTo(7);
            assertThat(file.mode() & 07777).isEqualTo(0751);
            assertThat(file.uid()).isEqualTo(1234);
            assertThat(file.gid()).isEqualTo(4321);
            assertThat(file.modified()).isEqualTo(LONG_AGO);
            assertThat(container.files().stat("/root/copy/inner/link").linkTarget())
                    .contains("../nowhere");
            assertThat(container.files().stat("/root/copy/inner").mode() & 07777)
                    .isEqualTo(0550);
            assertThat(container.files().stat("/root/copy/inner").modified()).isEqualTo(LONG_AGO);

            Path back = folder.resolve("back");
            container.files().copyFrom("/root/copy", back);
            assertThat(Files.readString(back.resolve("inner/file"))).isEqualTo("content");
            assertThat(Files.getAttribute(back.resolve("inner/file"), "unix:uid"))
                    .isEqualTo(1234);
            assertThat(Files.getLastModifiedTime(back.resolve("inner/file")).toInstant())
                    .isEqualTo(LONG_AGO);
            assertThat(Files.readSymbolicLink(back.resolve("inner/link"))).isEqualTo(Path.of("../nowhere"));
        }
    }

    @Test
    void copyTo_aCreatedContainer_isThereAtItsStartAndBelongsToRoot() throws IOException {
        Path source = source();
        try (Container container =
                create(shell("stat -c '%u:%g %a' /srv/source/inner/file; cat /srv/source/inner/file"))) {
            container.files().unpack(tar(out -> directory(out, "srv/")), "/");
            container.files().copyTo(source, "/srv");
            container.start().waitFor();
            assertThat(container.stdoutText()).isEqualTo("0:0 751\ncontent");
        }
    }

    @Test
    void copyTo_aContainerWhoseFirstStartFails_isStillThere() throws IOException {
        Path source = source();
        try (Container container = create(spec("/no/such/program"))) {
            container.files().copyTo(source, "/root/copy");
            assertThatThrownBy(container::start).isInstanceOf(ContainerException.class);
            assertThat(container.files().stat("/root/copy/inner").directory()).isTrue();
        }
    }

    @Test
    void copyTo_intoVolumes_isSeenOnTheHost() throws IOException {
        Path volume = Files.createDirectories(folder.resolve("volume"));
        Path source = source();
        try (Container container = create(spec(STUBBORN).addMount(Mount.bind(volume, "/data")))) {
            container.files().copyTo(source.resolve("inner/file"), "/data/before");
            container.start();
            container.files().copyTo(source.resolve("inner/file"), "/data/");
            assertThat(volume.resolve("before")).hasContent("content");
            assertThat(volume.resolve("file")).hasContent("content");
        }
    }

    @Test
    void copyTo_overAFile_replacesItAndNeverADirectory() throws IOException {
        Path source = source();
        try (Container container =
                start(shell("mkdir -p /t/dir/file; echo old > /t/file; ln -s /etc/passwd /t/link; exec sleep 1000"))) {
            awaitFile(container, "/t/link");
            container.files().copyTo(source.resolve("inner/file"), "/t/file");
            container.files().copyTo(source.resolve("inner/file"), "/t/link");
            assertThat(container.exec("cat", "/t/file", "/t/link").stdout()).isEqualTo("contentcontent");
            assertThat(container.files().stat("/t/link").linkTarget()).isEmpty();
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> container.files().copyTo(source.resolve("inner/file"), "/t/dir"))
                    .withMessageContaining("is a directory there");
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> container.files().copyTo(source, "/t/file"))
                    .withMessageContaining("no directory");
        }
    }

    @Test
    void copy_whatIsMissing_isToldWithItsPlace() {
        try (Container container = create(spec(STUBBORN).name("without"))) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> container.files().copyFrom("/nothing", folder))
                    .withMessageContaining("/nothing in container without");
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> container.files().pack("/etc/passwd/x"))
                    .withMessageContaining("/etc/passwd/x in container without");
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> container.files().copyTo(folder.resolve("none"), "/"))
                    .withMessageContaining("none on the host");
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> container.files().copyTo(folder, "/no/parent"))
                    .withMessageContaining("/no in container");
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> container.files().stat("relative"))
                    .withMessageContaining("begin it with '/'");
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> container.files().unpack(InputStream.nullInputStream(), "/etc/passwd"))
                    .withMessageContaining("extraction point is not a directory");
        }
    }

    @Test
    void files_ofARemovedContainer_areRefused() {
        Container container = create(spec(STUBBORN));
        container.remove();
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(() -> container.files().stat("/"));
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(() -> container.files().copyTo(folder, "/x"));
    }

    @ParameterizedTest
    @EnumSource(Doing.class)
    void copy_throughLinksThatLeadOut_staysInside(Doing doing) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "of the host");
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path source = source();
        try (Container container = create(spec(STUBBORN))) {
            container
                    .files()
                    .unpack(
                            tar(out -> {
                                link(out, "absolute", outside.toString());
                                link(out, "up", "../../../../../../../.." + outside);
                                link(out, "file", secret.toString());
                                link(out, "magic", "/proc/1/root" + outside);
                            }),
                            "/");
            assertThat(doing.way.apply(container)).isEqualTo(container);
            for (String link : List.of("/absolute", "/up", "/magic", "/proc/1/root" + outside)) {
                assertThatThrownBy(() -> container.files().copyTo(source, link + "/in"))
                        .isInstanceOf(ContainerException.class);
            }
            assertThatThrownBy(() -> container.files().pack("/file/")).isInstanceOf(NotFoundException.class);
            container.files().copyTo(source.resolve("inner/file"), "/file");
            assertThat(secret).hasContent("of the host");
            assertThat(outside).isEmptyDirectory();
        }
    }

    @Test
    void copyTo_whileTheContainerSwapsDirectoriesForLinks_neverLeavesItsRoot() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path source = source();
        String script = "mkdir -p /a/real /a/b; while true; do mv /a/b /a/c; ln -s " + outside
                + " /a/b; rm /a/b; mv /a/c /a/b; done";
        try (Container container = start(shell(script))) {
            int copied = 0;
            int refused = 0;
            Instant end = Instant.now().plus(PATIENCE);
            while ((copied < 50 || refused < 50) && Instant.now().isBefore(end)) {
                try {
                    container.files().copyTo(source, "/a/b/copy" + copied);
                    copied++;
                } catch (ContainerException e) {
                    refused++;
                }
            }
            assertThat(copied).isPositive();
            assertThat(refused).isPositive();
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void unpack_archiveWithEverything_isAsTheArchiveSays() throws IOException {
        String deep = "deep/" + "x".repeat(200) + "/" + "y".repeat(200) + "/file";
        byte[] archive = bytes(out -> {
            file(out, deep, "deep", 01755, 77, 88);
            directory(out, "fixed/");
            file(out, "fixed/one", "same", 0600, 0, 0);
            TarArchiveEntry hard = new TarArchiveEntry("fixed/two", TarArchiveEntry.LF_LINK);
            hard.setLinkName("fixed/one");
            out.putArchiveEntry(hard);
            out.closeArchiveEntry();
            TarArchiveEntry device = new TarArchiveEntry("null", TarArchiveEntry.LF_CHR);
            device.setDevMajor(1);
            device.setDevMinor(3);
            device.setMode(0666);
            out.putArchiveEntry(device);
            out.closeArchiveEntry();
            TarArchiveEntry attributed = entry("attributed", 1, 0644, 0, 0);
            attributed.addPaxHeader("SCHILY.xattr.user.colour", "green");
            out.putArchiveEntry(attributed);
            out.write('x');
            out.closeArchiveEntry();
        });
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(archive);
        }
        try (Container container = create(spec(STUBBORN))) {
            container.files().unpack(new ByteArrayInputStream(packed.toByteArray()), "/root");
            FileStat file = container.files().stat("/root/" + deep);
            assertThat(file.mode() & 07777).isEqualTo(01755);
            assertThat(file.uid()).isEqualTo(77);
            assertThat(file.gid()).isEqualTo(88);
            assertThat(file.modified()).isEqualTo(LONG_AGO);
            assertThat(container.files().stat("/root/deep").mode() & 07777).isEqualTo(0755);
            container.start();
            assertThat(container.exec("stat", "-c", "%h", "/root/fixed/two").stdout())
                    .isEqualTo("2\n");
            assertThat(container.exec("stat", "-c", "%F %t:%T", "/root/null").stdout())
                    .isEqualTo("character special file 1:3\n");
            List<String> names = names(container.files().pack("/root/."));
            assertThat(names).contains("./" + deep, "./fixed/", "./fixed/two", "./null");
            assertThat(xattr(container.files().pack("/root/attributed"))).isEqualTo("green");
        }
    }

    @Test
    void unpack_archiveThatLeadsOut_isRefused() throws IOException {
        try (Container container = create(spec(STUBBORN))) {
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> container.files().unpack(tar(out -> file(out, "../x", "", 0644, 0, 0)), "/root"))
                    .withMessageContaining("..");
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> container
                            .files()
                            .unpack(
                                    tar(out -> {
                                        link(out, "out", "/etc");
                                        file(out, "out/passwd", "", 0644, 0, 0);
                                    }),
                                    "/root"))
                    .withMessageContaining("symbolic link");
            assertThat(container.files().stat("/etc/passwd").size()).isPositive();
            assertThatExceptionOfType(ContainerException.class).isThrownBy(() -> container
                    .files()
                    .unpack(new ByteArrayInputStream(new byte[] {1, 2, 3, 4, 5, 6, 7}), "/root"));
        }
    }

    @Test
    void unpack_overALinkThatWasThere_followsItInside() throws IOException {
        try (Container container = create(spec(STUBBORN))) {
            container.files().unpack(tar(out -> link(out, "lib9", "usr/lib9")), "/");
            container.files().unpack(tar(out -> directory(out, "usr/lib9/")), "/");
            container
                    .files()
                    .unpack(
                            tar(out -> {
                                directory(out, "lib9/");
                                file(out, "lib9/so", "so", 0644, 0, 0);
                            }),
                            "/");
            assertThat(container.files().stat("/lib9").linkTarget()).contains("usr/lib9");
            assertThat(container.files().stat("/usr/lib9/so").regular()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Doing.class)
    void copyTo_aReadOnlyRoot_isRefused(Doing doing) throws IOException {
        Path source = source();
        try (Container container = doing.way.apply(create(spec(STUBBORN).readOnlyRoot(true)))) {
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> container.files().copyTo(source, "/copy"))
                    .withMessageContaining("read-only");
        }
    }

    @Test
    void pack_fileDirectoryAndLink_namesBeginWithTheirOwn() throws IOException {
        try (Container container =
                start(shell("mkdir -p /t/d; echo x > /t/d/f; ln -s d /t/l; ln /t/d/f /t/d/g; exec sleep 1000"))) {
            awaitFile(container, "/t/d/g");
            assertThat(names(container.files().pack("/t/d/f"))).containsExactly("f");
            assertThat(names(container.files().pack("/t/d"))).containsExactly("d/", "d/f", "d/g");
            assertThat(names(container.files().pack("/t/d/"))).containsExactly("d/", "d/f", "d/g");
            assertThat(names(container.files().pack("/t/d/."))).containsExactly("./", "./f", "./g");
            assertThat(names(container.files().pack("/t/l"))).containsExactly("l");
        }
    }

    @ParameterizedTest
    @EnumSource(Doing.class)
    void export_wholeRoot_isWithoutVolumes(Doing doing) throws IOException {
        Path volume = Files.createDirectories(folder.resolve("volume"));
        Files.writeString(volume.resolve("inside"), "x");
        try (Container container = create(spec(STUBBORN).addMount(Mount.bind(volume, "/data")))) {
            container.files().unpack(tar(out -> file(out, "new", "new", 0644, 0, 0)), "/root");
            assertThat(doing.way.apply(container)).isEqualTo(container);
            ByteArrayOutputStream exported = new ByteArrayOutputStream();
            container.files().export(exported);
            List<String> names = names(new ByteArrayInputStream(exported.toByteArray()));
            assertThat(names).contains("root/new", "etc/", "etc/passwd").doesNotContain("data/inside");
            assertThat(names).noneMatch(name -> name.startsWith("proc/") && !name.equals("proc/"));
        }
    }

    @Test
    void diff_ofAnUntouchedContainer_isEmpty() {
        try (Container container = create(spec(STUBBORN).addMount(Mount.tmpfs("/some/where")))) {
            assertThat(container.files().diff()).isEmpty();
            container.start();
            assertThat(container.files().diff()).isEmpty();
        }
    }

    @Test
    void diff_afterChanges_listsThemAndTheDirectoriesAbove() {
        String script = "echo x >> /etc/passwd; rm /etc/group; mkdir -p /new/deep; echo y > /new/deep/file;"
                + " rm -rf /var; mkdir /var; echo z > /var/z; rm -rf /root; touch /tmp/t; rm /tmp/t";
        try (Container container = create(shell("mkdir -p /var/a /root /tmp; " + script))) {
            container.start().waitFor();
            List<String> lines =
                    container.files().diff().stream().map(Change::toString).toList();
            assertThat(lines)
                    .contains("C /etc", "C /etc/passwd", "D /etc/group", "A /new", "A /new/deep", "A /new/deep/file");
            assertThat(lines).contains("A /var/z").noneMatch(line -> line.contains("/tmp/t"));
            assertThat(container.files().diff().stream().map(Change::path).toList())
                    .isSorted();
        }
    }

    @Test
    void owners_inAUserNamespace_areThoseThatTheContainerSees() throws IOException {
        Path source = source();
        List<IdMapping> mappings = List.of(new IdMapping(0, 200_000, 65536));
        try (Container container = create(spec("stat", "-c", "%u:%g", "/copy/inner/file", "/copy/inner")
                .namespaces(n -> n.user(NamespaceMode.OWN).uidMappings(mappings).gidMappings(mappings)))) {
            container.files().copyTo(source, "/copy", true);
            assertThat(container.files().stat("/copy/inner/file").uid()).isEqualTo(1234);
            container.start().waitFor();
            assertThat(container.stdoutText()).isEqualTo("1234:4321\n0:0\n");
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> container.files().unpack(tar(out -> file(out, "far", "", 0644, 70_000, 0)), "/"))
                    .withMessageContaining("user 70000");
        }
    }

    private void awaitFile(Container container, String path) {
        container.exec("sh", "-c", "until [ -e " + path + " ] || [ -L " + path + " ]; do :; done");
    }

    private interface Entries {
        void add(TarArchiveOutputStream out) throws IOException;
    }

    private static byte[] bytes(Entries entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            entries.add(out);
        }
        return bytes.toByteArray();
    }

    private static InputStream tar(Entries entries) {
        try {
            return new ByteArrayInputStream(bytes(entries));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static TarArchiveEntry entry(String name, int size, int mode, int user, int group) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(size);
        entry.setMode(mode);
        entry.setIds(user, group);
        entry.setLastModifiedTime(FileTime.from(LONG_AGO));
        return entry;
    }

    private static void file(TarArchiveOutputStream out, String name, String content, int mode, int user, int group)
            throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        out.putArchiveEntry(entry(name, bytes.length, mode, user, group));
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private static void directory(TarArchiveOutputStream out, String name) throws IOException {
        out.putArchiveEntry(entry(name, 0, 0755, 0, 0));
        out.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream out, String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarArchiveEntry.LF_SYMLINK);
        entry.setLinkName(target);
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
    }

    private static List<String> names(InputStream tar) throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(tar, "UTF-8")) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                names.add(e.getName());
            }
        }
        return names;
    }

    private static String xattr(InputStream tar) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(tar, "UTF-8")) {
            return in.getNextEntry().getExtraPaxHeader("SCHILY.xattr.user.colour");
        }
    }
}
