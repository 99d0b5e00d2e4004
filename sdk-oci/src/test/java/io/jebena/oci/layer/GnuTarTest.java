// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of the program that most layers come from, one way or another. */
class GnuTarTest {
    @TempDir
    Path directory;

    @BeforeEach
    void requireTar() throws Exception {
        boolean gnu = Files.isExecutable(Path.of("/bin/tar"))
                && new String(run("/bin/tar", "--version"), StandardCharsets.UTF_8).contains("GNU tar");
        if (!gnu) {
            System.err.println("skipped: no GNU tar at /bin/tar; install the package tar");
        }
        assumeTrue(gnu);
    }

    private byte[] run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return out;
    }

    private byte[] sh(String script) throws IOException, InterruptedException {
        return run("/bin/sh", "-ec", script);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "posix"})
    void read_everyFormat_sameFiles(String format) throws Exception {
        byte[] archive = sh("mkdir -p d/sub; printf hello > d/file; ln -s ../x d/link; ln d/file d/hard; "
                + "touch -d @1500000000 d/file; tar --format=" + format + " --owner=0 --group=0 -cf - d");

        List<TarReaderTest.Member> members = TarReaderTest.read(archive);

        assertThat(members)
                .extracting(m -> m.entry().type() + " " + new String(m.entry().name(), StandardCharsets.UTF_8))
                .contains("DIRECTORY d/", "DIRECTORY d/sub/", "SYMLINK d/link")
                .hasSize(5);
        assertThat(members)
                .filteredOn(m -> m.entry().type() == TarEntry.Type.FILE)
                .singleElement()
                .satisfies(m -> {
                    assertThat(new String(m.content(), StandardCharsets.UTF_8)).isEqualTo("hello");
                    assertThat(m.entry().attributes().modified().getEpochSecond())
                            .isEqualTo(1_500_000_000L);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void read_longAndForeignNames_bytesKept(String format) throws Exception {
        byte[] archive = sh("n=$(printf 'a%.0s' $(seq 200)); mkdir -p $n/$n; : > $n/$n/$n; ln -s $n/$n/$n$n link; "
                + ": > \"$(printf 'latin-\\344\\377')\"; tar --format=" + format + " -cf - *");

        List<byte[]> names = new ArrayList<>();
        List<byte[]> links = new ArrayList<>();
        for (TarReaderTest.Member m : TarReaderTest.read(archive)) {
            names.add(m.entry().name());
            links.add(m.entry().linkName());
        }

        String a = "a".repeat(200);
        assertThat(names).anyMatch(n -> Arrays.equals(n, (a + "/" + a + "/" + a).getBytes(StandardCharsets.UTF_8)));
        assertThat(names)
                .anyMatch(n -> Arrays.equals(n, new byte[] {'l', 'a', 't', 'i', 'n', '-', (byte) 0344, (byte) 0377}));
        assertThat(links).anyMatch(n -> Arrays.equals(n, (a + "/" + a + "/" + a + a).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=gnu",
                "--format=oldgnu",
                "--format=posix --sparse-version=0.0",
                "--format=posix --sparse-version=0.1",
                "--format=posix --sparse-version=1.0"
            })
    void read_sparseFiles_sameContent(String options) throws Exception {
        byte[] expected = new byte[12 << 20];
        try (RandomAccessFile file = new RandomAccessFile(directory.resolve("s").toFile(), "rw")) {
            // more pieces than a header or one extension block holds
            for (int i = 0; i < 40; i++) {
                byte[] piece = new byte[4096];
                Arrays.fill(piece, (byte) (i + 1));
                int at = i * 256 * 1024;
                System.arraycopy(piece, 0, expected, at, piece.length);
                file.seek(at);
                file.write(piece);
            }
            file.setLength(expected.length);
        }

        byte[] archive = sh("printf after > t; tar -S " + options + " -cf - s t");

        assertThat(archive.length).isLessThan(1 << 20);
        List<TarReaderTest.Member> members = TarReaderTest.read(archive);
        assertThat(members).hasSize(2);
        assertThat(members.get(0).entry().sparse()).isTrue();
        assertThat(new String(members.get(0).entry().name(), StandardCharsets.UTF_8))
                .isEqualTo("s");
        assertThat(members.get(0).content()).isEqualTo(expected);
        assertThat(new String(members.get(1).content(), StandardCharsets.UTF_8)).isEqualTo("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=gnu", "--format=posix"})
    void read_sparseBeyondTwoGibibytes_sizesExact(String options) throws Exception {
        byte[] archive = sh("truncate -s 9G s; printf end >> s; tar -S " + options + " -cf - s");

        TarReader reader = new TarReader(new java.io.ByteArrayInputStream(archive));
        TarEntry entry = reader.next();
        long[] end = {0};
        reader.copyData((offset, b, start, n) -> end[0] = offset + n);

        assertThat(entry.size()).isEqualTo((9L << 30) + 3);
        assertThat(end[0]).isEqualTo(entry.size());
        assertThat(entry.stored()).isLessThan(1 << 20);
    }
}
