// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.jebena.error.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {
    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("env"), text);
    }

    @Test
    void envFile_linesOfEachKind_areReadAsDockerDoes() throws IOException {
        Path file = file("# a comment\n\nA=1\n  B=x y = z \nEMPTY=\nPATH\nNOT_SET_ANYWHERE_4711\n");

        ExecSpec spec = ExecSpec.builder().command("x").envFile(file).build();

        assertThat(spec.env())
                .containsExactly(
                        entry("A", "1"),
                        entry("B", "x y = z "),
                        entry("EMPTY", ""),
                        entry("PATH", System.getenv("PATH")));
    }

    @Test
    void envFile_wrongLine_isNamedByItsNumber() throws IOException {
        Path file = file("A=1\nB C=2\n");

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> ExecSpec.builder().envFile(file))
                .withMessageContaining("line 2")
                .withMessageContaining("B C");
    }

    @Test
    void envFile_missing_isNamed() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> ExecSpec.builder().envFile(directory.resolve("none")))
                .withMessageContaining("none");
    }

    @Test
    void putEnvFromHost_set_isTaken() {
        ExecSpec spec = ExecSpec.builder()
                .command("x")
                .putEnvFromHost("PATH")
                .putEnvFromHost("NOT_SET_ANYWHERE_4711")
                .build();

        assertThat(spec.env()).containsExactly(entry("PATH", System.getenv("PATH")));
    }
}
