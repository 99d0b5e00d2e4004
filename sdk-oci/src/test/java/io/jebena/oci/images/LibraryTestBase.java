// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.oci.layer.MemoryTargets;
import io.jebena.oci.layer.UnpackLimits;
import io.jebena.oci.spec.Platform;
import io.jebena.oci.store.ThreadLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A library in a directory of its own, whose layers are unpacked into memory. */
abstract class LibraryTestBase {
    @TempDir
    Path directory;

    final MemoryTargets targets = new MemoryTargets();
    final ThreadLock lock = new ThreadLock();

    /** The library as one more JVM opens it. */
    final ImageLibrary library() {
        return new ImageLibrary(
                directory.resolve("root"), lock, targets, UnpackLimits.DEFAULT, Platform.parse("linux/amd64"));
    }

    final Path archive(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("archive.tar"), bytes);
    }

    final long files(String below) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("root").resolve(below))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    final void assertNothingKept() throws IOException {
        assertThat(files("images/blobs")).isZero();
        assertThat(files("images/ingest")).isZero();
        assertThat(files("layers")).isZero();
        assertThat(library().list()).isEmpty();
    }
}
