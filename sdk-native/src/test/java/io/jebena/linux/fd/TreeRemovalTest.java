// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRemovalTest {
    @TempDir
    Path folder;

    @Test
    void remove_linkToADirectoryOutside_removesTheLinkOnly() throws IOException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "x");
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), kept);
        try (RootedPath parent = RootedPath.open(folder.toString())) {
            TreeRemoval.remove(parent, "tree");
        }

        assertThat(tree).doesNotExist();
        assertThat(kept.resolve("file")).hasContent("x");
    }

    @Test
    void remove_directoriesNestedThousandsDeep_removesAllWithFewDescriptors() {
        try (RootedPath parent = RootedPath.open(folder.toString())) {
            parent.makeDirectory("tree".getBytes(UTF_8), 0b111_000_000);
            RootedPath at = parent.directory("tree".getBytes(UTF_8));
            byte[] name = "directory".getBytes(UTF_8);
            for (int i = 0; i < 3000; i++) {
                at.makeDirectory(name, 0b111_000_000);
                RootedPath next = at.directory(name);
                at.close();
                at = next;
            }
            at.close();

            TreeRemoval.remove(parent, "tree");

            assertThat(parent.list()).isEmpty();
        }
    }

    @Test
    void remove_nothingThere_doesNothing() {
        try (RootedPath parent = RootedPath.open(folder.toString())) {
            TreeRemoval.remove(parent, "none");

            assertThat(parent.list()).isEmpty();
        }
    }
}
