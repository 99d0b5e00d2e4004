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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "one ", "\0\0\0\0", "a b c"})
    void claim_nameWhoseClaimWasCut_isFree(String cut) throws IOException {
        NameIndex names = new NameIndex(EngineRoot.open(folder), "0123456789ab");
        Files.writeString(folder.resolve("names/web"), cut);

        assertThat(names.owner("web")).isEmpty();
        names.claim("web", "two");
        assertThat(names.owner("web")).contains("two");
    }

    @Test
    void claim_nameWhoseClaimIsNoText_isFree() throws IOException {
        NameIndex names = new NameIndex(EngineRoot.open(folder), "0123456789ab");
        Files.write(folder.resolve("names/web"), new byte[] {(byte) 0xff, (byte) 0xfe, ' ', (byte) 0xff});

        assertThat(names.owner("web")).isEmpty();
        assertThat(names.tryClaim("web", "two")).isTrue();
    }

    @Test
    void sweepNames_deadAndDamagedClaims_goOthersStay() throws IOException {
        EngineRoot root = EngineRoot.open(folder);
        new NameIndex(root, "aaaaaaaaaaaa").claim("living", "one");
        NameIndex dead = new NameIndex(root, "dddddddddddd");
        dead.claim("kept", "two");
        dead.claim("gone", "three");
        Files.writeString(folder.resolve("names/cut"), "");
        Files.writeString(folder.resolve("names/.dddddddddddd-four"), "four ddd");
        Files.writeString(folder.resolve("names/.aaaaaaaaaaaa-five"), "five aaa");

        dead.sweep("aaaaaaaaaaaa"::equals, "two"::equals);

        try (var left = Files.list(folder.resolve("names"))) {
            assertThat(left.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("living", "kept", ".aaaaaaaaaaaa-five");
        }
        assertThat(dead.engines()).containsOnly(Map.entry("one", "aaaaaaaaaaaa"), Map.entry("two", "dddddddddddd"));
    }

    /** Notes what it is asked to end and to spare, and fails where it is told to. */
    private static final class Sweep implements EngineLease.Sweep {
        final List<String> ended = new ArrayList<>();
        final Set<String> spared = new HashSet<>();
        boolean failing;

        @Override
        public void end(String engine) {
            ended.add(engine);
            fail();
        }

        @Override
        public void clear(Set<String> living) {
            spared.addAll(living);
            fail();
        }

        private void fail() {
            if (failing) {
                throw new IllegalStateException("a sweep that fails, as the test wants it");
            }
        }
    }

    @Test
    void lease_engineOpen_isAliveAndNotSwept() {
        EngineRoot root = EngineRoot.open(folder);
        Sweep sweep = new Sweep();
        try (EngineLease first = EngineLease.open(root, sweep);
                EngineLease second = EngineLease.open(root, sweep)) {
            assertThat(sweep.ended).isEmpty();
            assertThat(sweep.spared).containsExactly(first.id());
            assertThat(second.id()).isNotEqualTo(first.id());
            assertThat(EngineLease.isAlive(root, first.id())).isTrue();
        }
        assertThat(EngineLease.anyIn(root)).isFalse();
    }

    @Test
    void lease_fileOfADeadEngine_isSweptOnceAndRemoved() throws IOException {
        EngineRoot root = EngineRoot.open(folder);
        Path dead = Files.writeString(folder.resolve("engines/0123456789ab"), "");
        Sweep sweep = new Sweep();

        EngineLease.open(root, sweep).close();
        EngineLease.open(root, sweep).close();

        assertThat(sweep.ended).containsExactly("0123456789ab");
        assertThat(sweep.spared).isEmpty();
        assertThat(dead).doesNotExist();
        assertThat(EngineLease.isAlive(root, "0123456789ab")).isFalse();
    }

    @Test
    void lease_sweepThatFails_opensAndTriesAgainNextTime() throws IOException {
        EngineRoot root = EngineRoot.open(folder);
        Files.writeString(folder.resolve("engines/0123456789ab"), "");
        Files.writeString(folder.resolve("engines/ba9876543210"), "");
        Sweep sweep = new Sweep();
        sweep.failing = true;

        EngineLease.open(root, sweep).close();
        assertThat(sweep.ended).containsExactlyInAnyOrder("0123456789ab", "ba9876543210");
        assertThat(sweep.spared).containsExactlyInAnyOrder("0123456789ab", "ba9876543210");
        assertThat(EngineLease.anyIn(root)).isTrue();

        sweep.failing = false;
        sweep.ended.clear();
        EngineLease.open(root, sweep).close();
        assertThat(sweep.ended).containsExactlyInAnyOrder("0123456789ab", "ba9876543210");
        assertThat(EngineLease.anyIn(root)).isFalse();
    }

    @Test
    void lease_abandoned_isEndedByTheNextEngine() {
        EngineRoot root = EngineRoot.open(folder);
        Sweep sweep = new Sweep();
        EngineLease given = EngineLease.open(root, sweep);

        given.abandon();
        EngineLease.open(root, sweep).close();

        assertThat(sweep.ended).containsExactly(given.id());
    }

    @Test
    void open_directoryOfSomebodyElse_isRefusedUntouched() throws IOException {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwxrwxr-x"));
        Path precious = Files.createDirectories(theirs.resolve("engines")).resolve("precious");
        Files.writeString(precious, "x");

        assertThatThrownBy(() -> EngineRoot.open(theirs))
                .isInstanceOf(HostRequirementException.class)
                .hasMessageContaining(theirs.toString())
                .hasMessageContaining("not empty");

        assertThat(precious).hasContent("x");
        assertThat(theirs.resolve("lock")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(theirs)))
                .isEqualTo("rwxrwxr-x");
    }

    @Test
    void open_rootOfAnOpeningCutShort_isTaken() throws IOException {
        Path cut = Files.createDirectory(folder.resolve("cut"));
        Files.createFile(cut.resolve("lock"));
        Files.createDirectory(cut.resolve("ephemeral"));
        Files.createFile(cut.resolve("format"));

        EngineRoot.open(cut);

        assertThat(cut.resolve("format")).hasContent("1");
    }
}
