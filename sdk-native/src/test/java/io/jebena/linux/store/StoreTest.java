// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.ConflictException;
import io.jebena.error.HostRequirementException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    Path folder;

    @Test
    void open_rootThatIsAFile_saysWhatToDo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> EngineRoot.open(file))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("EngineOptions.root");
    }

    @Test
    void open_rootThatOthersMayEnter_isClosedToThem() throws IOException {
        Path loose = Files.createDirectory(folder.resolve("loose"));
        Files.setPosixFilePermissions(loose, PosixFilePermissions.fromString("rwxr-xr-x"));

        EngineRoot.open(loose);

        // a set-user-id program that a container makes lies below
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(loose)))
                .isEqualTo("rwx------");
    }

    @Test
    void open_rootOfANewerFormat_isRefusedUntouched() throws IOException {
        EngineRoot.open(folder.resolve("root"));
        Path format = folder.resolve("root/format");
        Files.writeString(format, "99");

        assertThatThrownBy(() -> EngineRoot.open(folder.resolve("root")))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining("format 99");
        assertThat(format).hasContent("99");
    }

    @Test
    void claim_nameTaken_namesTheOwner() {
        NameIndex names = new NameIndex(EngineRoot.open(folder), "0123456789ab");
        names.claim("web", "one");

        assertThatThrownBy(() -> names.claim("web", "two"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("the name web")
                .hasMessageContaining("one");
        assertThat(names.owner("web")).contains("one");
    }

    @Test
    void release_byAnother_keepsTheName() {
        NameIndex names = new NameIndex(EngineRoot.open(folder), "0123456789ab");
        names.claim("web", "one");

        names.release("web", "two");
        assertThat(names.owner("web")).contains("one");
        names.release("web", "one");
        assertThat(names.owner("web")).isEmpty();
    }

    @Test
    void owner_textThatIsAPath_neverLeavesTheIndex() {
        NameIndex names = new NameIndex(EngineRoot.open(folder), "0123456789ab");

        assertThat(names.owner("../format")).isEmpty();
        assertThat(names.owner("..")).isEmpty();
        assertThat(names.owner("")).isEmpty();
    }

    @Test
    void claim_manyThreadsAtOnce_exactlyOneGetsIt() throws Exception {
        NameIndex names = new NameIndex(EngineRoot.open(folder), "0123456789ab");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String id = "id" + i;
                tries.add(threads.submit(() -> names.tryClaim("web", id)));
            }
            int won = 0;
            for (Future<Boolean> each : tries) {
                won += each.get() ? 1 : 0;
            }
            assertThat(won).isOne();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void lease_engineOpen_isAliveAndNotSwept() {
        EngineRoot root = EngineRoot.open(folder);
        try (EngineLease first = EngineLease.open(root, id -> {
            throw new AssertionError("nothing to sweep");
        })) {
            List<String> swept = new ArrayList<>();
            try (EngineLease second = EngineLease.open(root, swept::add)) {
                assertThat(swept).isEmpty();
                assertThat(second.id()).isNotEqualTo(first.id());
                assertThat(EngineLease.isAlive(root, first.id())).isTrue();
            }
        }
    }

    @Test
    void lease_fileOfADeadEngine_isSweptOnceAndRemoved() throws IOException {
        EngineRoot root = EngineRoot.open(folder);
        Path dead = Files.writeString(folder.resolve("engines/0123456789ab"), "");
        List<String> swept = new ArrayList<>();

        EngineLease.open(root, swept::add).close();
        EngineLease.open(root, swept::add).close();

        assertThat(swept).containsExactly("0123456789ab");
        assertThat(dead).doesNotExist();
        assertThat(EngineLease.isAlive(root, "0123456789ab")).isFalse();
    }
}
