// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdTest {
    @TempDir
    Path folder;

    @Test
    void pipe_bytesWritten_comeOutInOrder() {
        try (Pipe pipe = Pipe.open()) {
            pipe.writeEnd().writeFully(Direct.of("one "));
            pipe.writeEnd().writeFully(Direct.of("two"));
            ByteBuffer read = Direct.room();

            assertThat(pipe.readEnd().read(read)).isEqualTo(7);
            assertThat(Direct.text(read)).isEqualTo("one two");
        }
    }

    @Test
    void pipe_writeEndClosed_readsEnd() {
        try (Pipe pipe = Pipe.open()) {
            pipe.writeEnd().close();

            assertThat(pipe.readEnd().awaitReadable(Duration.ofSeconds(5))).isTrue();
            assertThat(pipe.readEnd().read(Direct.room())).isZero();
        }
    }

    @Test
    void read_nonBlockingWithNothingThere_answersMinusOne() {
        try (Pipe pipe = Pipe.open()) {
            pipe.readEnd().nonBlocking(true);

            assertThat(pipe.readEnd().read(Direct.room())).isEqualTo(-1);
            assertThat(pipe.readEnd().awaitReadable(Duration.ofMillis(1))).isFalse();
        }
    }

    @Test
    void use_afterClose_isRefusedWithoutTouchingTheNumbersNextOwner() {
        Pipe pipe = Pipe.open();
        pipe.close();
        pipe.close();

        assertThatThrownBy(() -> pipe.readEnd().read(Direct.room()))
                .isInstanceOfSatisfying(
                        SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    }

    @Test
    void open_missingFile_namesErrorAndPath() {
        assertThatThrownBy(() -> Fd.open(folder.resolve("none").toString(), TreeCalls.O_RDONLY, 0))
                .isInstanceOf(SyscallException.class)
                .hasMessageContaining("openat2")
                .hasMessageContaining("none")
                .hasMessageContaining("ENOENT");
    }

    @Test
    void open_everyDescriptor_closesOnExec() throws IOException {
        try (Fd file = Fd.open(folder.resolve("f").toString(), TreeCalls.O_CREAT | TreeCalls.O_RDWR, 0b110_100_100);
                Pipe pipe = Pipe.open();
                Fd copy = file.duplicate();
                Fd memory = Memfd.of("m", Direct.of("x"));
                MessageSocket.Pair pair = MessageSocket.pair();
                PidFd self = PidFd.open((int) ProcessHandle.current().pid())) {
            for (Fd fd : new Fd[] {
                file,
                pipe.readEnd(),
                pipe.writeEnd(),
                copy,
                memory,
                pair.near().fd(),
                pair.far().fd(),
                self.fd()
            }) {
                String info = Files.readString(Path.of("/proc/self/fdinfo/" + fd.number()));
                String flags = info.lines()
                        .filter(l -> l.startsWith("flags:"))
                        .findFirst()
                        .orElseThrow()
                        .substring(6)
                        .trim();
                assertThat(Long.parseLong(flags, 8) & 0x80000)
                        .as(fd + " O_CLOEXEC")
                        .isNotZero();
            }
        }
    }

    @Test
    void sealedMemfd_write_isRefused() {
        try (Fd fd = Memfd.sealed("sealed", new byte[] {1, 2, 3})) {
            assertThatThrownBy(() -> fd.write(Direct.of("x")))
                    .isInstanceOfSatisfying(
                            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
            assertThatThrownBy(() -> fd.truncate(0)).isInstanceOf(SyscallException.class);
        }
    }

    @Test
    void syncFileSystem_directory_doneAndRefusedOnAPathOnlyDescriptor() {
        try (Fd directory =
                        Fd.open(System.getProperty("java.io.tmpdir"), TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0);
                Fd path = Fd.open(System.getProperty("java.io.tmpdir"), TreeCalls.O_PATH | TreeCalls.O_DIRECTORY, 0)) {
            directory.syncFileSystem();
            assertThatThrownBy(path::syncFileSystem)
                    .isInstanceOfSatisfying(
                            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
        }
    }

    @Test
    void childProgram_ownStdout_writesIntoThePipe() throws IOException {
        try (Pipe pipe = Pipe.open();
                Fd program = Memfd.sealed("echo", Files.readAllBytes(Path.of("/bin/echo")))) {
            ChildProgram child = ChildProgram.start(
                    program, java.util.List.of("echo", "hi"), new TreeMap<>(Map.of(1, pipe.writeEnd())));

            assertThat(child.await()).isZero();
            ByteBuffer read = Direct.room();
            pipe.readEnd().read(read);
            assertThat(Direct.text(read)).isEqualTo("hi\n");
        }
    }

    @Test
    void lease_heldOnce_isRefusedToTheNextUntilClosed() {
        Path file = folder.resolve("lease");
        FileLease first = FileLease.tryAcquire(file).orElseThrow();

        assertThat(FileLease.tryAcquire(file)).isEmpty();
        first.close();
        try (FileLease second = FileLease.tryAcquire(file).orElseThrow()) {
            assertThat(second).isNotNull();
        }
    }

    @Test
    void lease_unrelatedOpenAndCloseOfTheFile_keepsTheLock() throws IOException {
        Path file = folder.resolve("lease");
        try (FileLease held = FileLease.acquire(file, true)) {
            Files.readAllBytes(file);

            assertThat(held).isNotNull();
            assertThat(FileLease.tryAcquire(file)).isEmpty();
        }
    }

    @Test
    void kernelFile_missing_namesThePath() {
        Path file = folder.resolve("no-such-limit");

        assertThatThrownBy(() -> KernelFile.write(file, "1")).hasMessageContaining(file.toString());
        assertThatThrownBy(() -> KernelFile.read(file)).hasMessageContaining(file.toString());
    }
}
