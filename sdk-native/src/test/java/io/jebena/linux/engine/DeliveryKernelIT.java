// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.container.ProcessResult;
import io.jebena.engine.ContainerEngine;
import io.jebena.error.DeadlineException;
import io.jebena.value.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The caller's streams may block or fail: neither the process nor whoever ends it depends on them. */
class DeliveryKernelIT extends EngineTestBase {
    /** Well above the grace for the last output, far below for ever. */
    private static final Duration SOON = Duration.ofSeconds(8L * Scale.FACTOR);

    private static final String MUCH =
            "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; " + "i=$((i+1)); done; ";

    private final StuckStream stuck = new StuckStream();

    @AfterEach
    void letThrough() {
        stuck.release();
    }

    private Container stuckContainer(String script) throws InterruptedException {
        Container container = start(shell(script).stdout(Output.to(stuck)));
        stuck.awaitWrite();
        return container;
    }

    private static void soon(Runnable ending) {
        assertThat(CompletableFuture.runAsync(ending)).succeedsWithin(SOON);
    }

    @Test
    void waitFor_streamBlocks_waitsForItAndKeepsEverything() throws Exception {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("written in parts");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                stuck.write(bytes, offset, length);
                taken.write(bytes, offset, length);
            }
        };
        Container container = start(shell(MUCH + "exit 4").stdout(Output.to(slow)));
        stuck.awaitWrite();

        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> container.waitFor(Duration.ofMillis(300)));
        stuck.release();

        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(4);
        assertThat(taken.size()).isEqualTo(3000 * 41);
    }

    @Test
    void kill_streamBlocks_endsAll() throws Exception {
        Container container = stuckContainer("echo x; exec sleep 1000");

        soon(() -> assertThat(container.kill().code()).isEqualTo(137));

        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        container.remove();
    }

    @Test
    void kill_processGoneButStreamBlocks_keepsItsExitCode() throws Exception {
        Container container = stuckContainer("echo x; exit 6");

        soon(() -> assertThat(container.stop(Duration.ofMillis(100)).code()).isEqualTo(6));

        container.remove();
    }

    @Test
    void signalKill_streamBlocks_endsAll() throws Exception {
        Container container = stuckContainer("echo x; exec sleep 1000");

        container.kill(Signal.KILL);

        assertThat(container.waitFor(SOON).code()).isEqualTo(137);
    }

    @Test
    void close_streamBlocks_removes() throws Exception {
        Container closed = stuckContainer("echo x; exec sleep 1000");

        soon(closed::close);

        assertThat(closed.state()).isEqualTo(ContainerState.REMOVED);
    }

    @Test
    void remove_byForceAndItRemovesItself_isDone() throws Exception {
        Container removed =
                start(shell("echo x; exec sleep 1000").stdout(Output.to(stuck)).autoRemove(true));
        stuck.awaitWrite();

        soon(() -> removed.remove(true));

        assertThat(removed.state()).isEqualTo(ContainerState.REMOVED);
    }

    @Test
    void engine_streamsOfManyBlock_closesSoon() throws Exception {
        for (int i = 0; i < 5; i++) {
            start(shell("echo x; exec sleep 1000").stdout(Output.to(stuck)).stderr(Output.to(stuck)));
        }
        stuck.awaitWrite();

        soon(engine::close);
    }

    @Test
    void engine_callersExecutorIsStuck_closesSoon() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        Path root = folder.resolve("busy");
        ContainerEngine busy = Jebena.open(options -> options.root(root).executor(one));
        ContainerSpec spec = shell("echo x; echo y >&2; exec sleep 1000")
                .throwAway(false)
                .stdout(Output.to(stuck))
                .stderr(Output.to(stuck))
                .build();
        Container container = busy.containers().create(spec).start();
        stuck.awaitWrite();

        soon(() -> assertThat(container.kill().code()).isEqualTo(137));
        one.shutdown();
        stuck.release();

        soon(busy::close);
    }

    @Test
    void jvm_endsWhileAStreamBlocks_isNotHeldUp() {
        Path root = folder.resolve("other");
        try (ChildEngine other = ChildEngine.start(StuckStream.class, root, Busybox.root())) {
            assertThat(other.line()).isEqualTo("stuck");
            assertThat(other.handle().onExit()).succeedsWithin(SOON);
        }
        assertThat(HostSnapshot.names(root.resolve("engines"))).isEmpty();
    }

    @Test
    void exec_streamBlocks_endsWithItsKillOrItsContainer() throws Exception {
        Container container = start(spec(STUBBORN));
        ContainerProcess killed = container.startExec(
                e -> e.command("sh", "-c", "echo x; exec sleep 1000").stdout(Output.to(stuck)));
        stuck.awaitWrite();
        killed.kill(Signal.KILL);
        assertThat(killed.waitFor(SOON).code()).isEqualTo(137);

        StuckStream second = new StuckStream();
        ContainerProcess left =
                container.startExec(e -> e.command("sh", "-c", "echo x; exit 3").stdout(Output.to(second)));
        second.awaitWrite();
        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> left.waitFor(Duration.ofMillis(200)));
        soon(container::close);
        second.release();
        assertThat(left.waitFor(Duration.ZERO).code()).isEqualTo(3);
    }

    @Test
    void exec_childKeepsItsOutput_isWaitedForUntilTheContainerEnds() {
        Container container = start(spec(STUBBORN));
        ContainerProcess exec = container.startExec(e -> e.command("sh", "-c", "sleep 1000 & echo started"));

        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> exec.waitFor(Duration.ofMillis(300)));
        soon(container::kill);

        assertThat(exec.waitFor(SOON).success()).isTrue();
        assertThat(exec.result().stdout()).isEqualTo("started\n");
    }

    private static OutputStream failing(Consumer<String> failure) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                failure.accept("no more");
            }
        };
    }

    @Test
    void stream_fails_processGoesOnToItsOwnEnd() {
        IOException io = new IOException("broken");
        OutputStream first = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw io;
            }
        };
        OutputStream second = failing(text -> {
            throw new IllegalStateException(text);
        });
        OutputStream third = failing(text -> {
            throw new StackOverflowError(text);
        });
        for (OutputStream stream : new OutputStream[] {first, second, third}) {
            ProcessResult result =
                    run(shell("(" + MUCH + ") || exit 1; echo said >&2; exit 7").stdout(Output.to(stream)));

            assertThat(result.exitStatus().code()).isEqualTo(7);
            assertThat(result.stderr()).isEqualTo("said\n");
        }
    }

    @Test
    void input_fails_isTheEndOfIt() {
        InputStream failing = new InputStream() {
            private int given;

            @Override
            public int read() {
                if (given++ == 3) {
                    throw new IllegalStateException("no more");
                }
                return 'a';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                into[offset] = (byte) read();
                return 1;
            }
        };

        assertThat(run(spec("cat").stdin(Input.from(failing))).stdout()).isEqualTo("aaa");
    }

    @Test
    void capture_diskFull_processGoesOnToItsOwnEnd() throws IOException {
        Path small = Files.createDirectory(folder.resolve("small"));
        host("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", small.toString());
        try (ContainerEngine full = Jebena.open(options -> options.root(small.resolve("root")))) {
            String script = "(i=0; while [ $i -lt 20 ]; do "
                    + MUCH.replace("i=", "j=").replace("$i", "$j").replace("i+", "j+")
                    + "i=$((i+1)); done) || exit 1; exit 7";
            ProcessResult result = full.containers().run(shell(script).build());

            assertThat(result.exitStatus().code()).isEqualTo(7);
            assertThat(result.stdout()).startsWith("0123456789").hasSizeLessThan(20 * 3000 * 41);
        } finally {
            host("umount", small.toString());
        }
    }
}
