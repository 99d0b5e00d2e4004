// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir
    private Path directory;

    @Test
    void find_rootAndProcess_areFoundUntilGone() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Leftovers leftovers = Leftovers.before();
        leftovers.rememberRoot(root);
        Process process = new ProcessBuilder("sleep", "100").start();
        try {
            leftovers.rememberProcess((int) process.pid());
            assertThat(leftovers.find()).containsExactlyInAnyOrder("file " + root, "process " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
        Files.delete(root);

        assertThat(leftovers.find()).isEmpty();
    }

    @Test
    void find_processInAGroupThatWasThereBefore_isNoLeftover() throws Exception {
        Leftovers leftovers = Leftovers.before();

        leftovers.rememberProcess((int) ProcessHandle.current().pid());

        assertThat(leftovers.find()).isEmpty();
    }
}
