// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.LaunchException;
import io.jebena.linux.libc.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    @TempDir
    Path folder;

    @Test
    void known_accountFileThatTheKernelRefuses_namesTheFileAndTheStage() throws Exception {
        Files.createDirectory(folder.resolve("etc"));
        Files.createSymbolicLink(folder.resolve("etc/group"), Path.of("x".repeat(300)));

        assertThatThrownBy(() -> Accounts.ofDirectory(folder).known())
                .isInstanceOfSatisfying(LaunchException.class, e -> {
                    assertThat(e.stage()).isEqualTo("user");
                    assertThat(e.errno()).isEqualTo(Errno.ENAMETOOLONG);
                })
                .hasMessageContaining("/etc/group")
                .hasMessageContaining("ENAMETOOLONG");
    }
}
