// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LeftoversTest {
    @Test
    void since_nothingDone_isNothing() {
        Leftovers before = Leftovers.now();

        assertThat(Leftovers.now().since(before)).isEmpty();
    }

    @Test
    void since_newFileAndProcess_areFound() throws IOException, InterruptedException {
        Leftovers before = Leftovers.now();
        Path file = Files.createTempFile("jebena-left", ".over");
        Process process = new ProcessBuilder("sleep", "100").start();
        try {
            assertThat(Leftovers.now().since(before))
                    .contains("file " + file)
                    .anyMatch(thing -> thing.startsWith("process " + process.pid() + " "));
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(file);
        }
        assertThat(Leftovers.now().since(before)).isEmpty();
    }
}
