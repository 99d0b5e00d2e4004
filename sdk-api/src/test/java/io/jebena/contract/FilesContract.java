// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Change;
import io.jebena.container.Container;
import io.jebena.error.ContainerStateException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of the contract that is about files. */
public abstract class FilesContract extends ContractBase {
    @TempDir
    private Path host;

    @Test
    void copy_toACreatedContainerAndBack_isTheSame() throws IOException {
        Path source = Files.createDirectories(host.resolve("source/inner")).getParent();
        Files.writeString(source.resolve("inner/file"), "content");
        Files.createSymbolicLink(source.resolve("link"), Path.of("inner/file"));
        try (Container container = create(STUBBORN)) {
            container.files().copyTo(source, "/copy");

            assertThat(container.files().stat("/copy").directory()).isTrue();
            assertThat(container.files().stat("/copy/inner/file").size()).isEqualTo(7);
            assertThat(container.files().stat("/copy/inner/file").uid()).isZero();
            assertThat(container.files().stat("/copy/link").linkTarget()).contains("inner/file");
            container.files().copyFrom("/copy", host.resolve("back"));
            assertThat(host.resolve("back/inner/file")).hasContent("content");
            assertThat(Files.readSymbolicLink(host.resolve("back/link"))).isEqualTo(Path.of("inner/file"));
        }
    }

    @Test
    void copyTo_aDirectory_goesIntoIt() throws IOException {
        Path file = Files.writeString(host.resolve("file"), "x");
        try (Container container = start(STUBBORN)) {
            container.files().copyTo(file, "/");
            assertThat(container.files().stat("/file").regular()).isTrue();
            assertThat(container.files().stat("/file").name()).isEqualTo("file");
        }
    }

    @Test
    void files_thatAreMissing_areToldByName() {
        try (Container container = create(STUBBORN)) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> container.files().stat("/no/such"))
                    .withMessageContaining("/no/such in container " + container.name());
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> container.files().copyFrom("/none", host));
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> container.files().copyTo(host.resolve("none"), "/x"));
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> container.files().stat("relative"));
        }
    }

    @Test
    void diff_afterACopy_listsIt() throws IOException {
        Path file = Files.writeString(host.resolve("file"), "x");
        try (Container container = create(STUBBORN)) {
            assertThat(container.files().diff()).isEmpty();
            container.files().copyTo(file, "/fresh");
            assertThat(container.files().diff()).contains(new Change(Change.Kind.ADDED, "/fresh"));
        }
    }

    @Test
    void files_ofARemovedContainer_areRefused() {
        Container container = create(STUBBORN);
        container.remove();
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(() -> container.files().stat("/"));
    }
}
