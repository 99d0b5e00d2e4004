// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Attachment;
import io.jebena.container.Container;
import io.jebena.container.ContainerProcess;
import io.jebena.container.ContainerState;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.error.ContainerStateException;
import io.jebena.log.LogOptions;
import io.jebena.value.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of a caller's, connected to a container or to a process in it, with a terminal and without. */
class AttachKernelIT extends EngineTestBase {
    private final StuckStream stuck = new StuckStream();

    @AfterEach
    void letThrough() {
        stuck.release();
    }

    private static void type(OutputStream stdin, String text) throws IOException {
        stdin.write(text.getBytes(UTF_8));
        stdin.flush();
    }

    /** Reads until the text has come, and returns all that came. */
    private static String until(InputStream stream, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int b = stream.read();
            if (b < 0) {
                throw new AssertionError("the stream ended before \"" + text + "\": " + read);
            }
            read.append((char) b);
        }
        return read.toString();
    }

    @Test
    void attach_beforeTheStart_getsEverything() {
        Container container = create(shell("echo out; echo err >&2; printf end; exit 3"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Attachment attachment = container.attach(a -> a.stdout(out).stderr(err));
        Attachment second = container.attach(a -> a.stdout(OutputStream.nullOutputStream()));
        container.start();

        assertThat(attachment.ended()).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(second.ended()).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(out.toString(UTF_8)).isEqualTo("out\nend");
        assertThat(err.toString(UTF_8)).isEqualTo("err\n");
    }

    @Test
    void attach_later_replaysOnlyIfAsked() throws IOException {
        Container container = start(spec("cat").stdin(Input.open()));
        type(container.stdin(), "past");
        until(container.stdout(), "past");
        ByteArrayOutputStream live = new ByteArrayOutputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Attachment first = container.attach(a -> a.stdout(live));
        Attachment second = container.attach(a -> a.stdout(all).replay(true));
        type(first.stdin(), " and present");
        first.stdin().close();

        assertThat(first.ended()).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(second.ended()).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(live.toString(UTF_8)).isEqualTo(" and present");
        assertThat(all.toString(UTF_8)).isEqualTo("past and present");
        assertThat(container.waitFor(PATIENCE).success()).isTrue();
    }

    @Test
    void attach_inputLeftOpen_isTakenByTheNext() throws IOException {
        Container container = start(spec("cat").stdin(Input.open()));
        try (Attachment first = container.attach(a -> a.closeStdin(false))) {
            type(first.stdin(), "one ");
            first.stdin().close();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> type(first.stdin(), "x"));
        }
        Attachment second = container.attach(a -> {});
        type(second.stdin(), "two");
        second.stdin().close();

        assertThat(container.waitFor(PATIENCE).success()).isTrue();
        assertThat(container.stdoutText()).isEqualTo("one two");
    }

    @Test
    void attach_closed_leavesTheProcessAlone() {
        Container container = start(spec(STUBBORN));
        Attachment attachment = container.attach(a -> a.stdout(OutputStream.nullOutputStream()));
        attachment.close();

        assertThat(attachment.ended()).succeedsWithin(PATIENCE).isEqualTo(false);
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void attach_streamBlocks_containerGoesOn() throws Exception {
        for (LogOptions log : new LogOptions[] {LogOptions.DEFAULT, LogOptions.NONE}) {
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            Container container = create(shell("yes | head -c 6000000").log(log));
            StuckStream blocking = new StuckStream();
            Attachment slow = container.attach(a -> a.stdout(new OutputStream() {
                @Override
                public void write(int b) {
                    throw new AssertionError("written in parts");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    blocking.write(bytes, offset, length);
                    taken.write(bytes, offset, length);
                }
            }));
            container.start();
            blocking.awaitWrite();

            assertThat(container.waitFor(PATIENCE).success()).isTrue();
            assertThat(slow.ended()).isNotDone();
            container.remove();
            blocking.release();

            assertThat(slow.ended()).succeedsWithin(PATIENCE).isEqualTo(true);
            assertThat(taken.size()).isEqualTo(6_000_000);
        }
    }

    @Test
    void attach_pausedOrNotCaptured_isRefused() {
        Container paused = start(spec(STUBBORN));
        paused.pause();
        Container other = create(spec("true").stdout(Output.discard()).stderr(Output.discard()));

        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> paused.attach(a -> {}));
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> other.attach(a -> {}));
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(() -> create(spec("true")).attach(a -> {}).stdin());
    }

    @Test
    void terminal_container_hasOneStreamAndItsSize() {
        Container container = start(shell("test -t 0 && test -t 1 && test -t 2 && stty size; echo err >&2; exit 5")
                .tty(true)
                .terminalSize(new TerminalSize(101, 31)));

        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(5);
        assertThat(container.stdoutText()).isEqualTo("31 101\r\nerr\r\n");
        assertThat(container.stderrText()).isEmpty();
    }

    @Test
    void terminal_resized_isSeen() throws IOException {
        Container container = start(shell("trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.05; done")
                .tty(true)
                .stdin(Input.open()));
        until(container.stdout(), "ready");
        container.resize(new TerminalSize(90, 20));

        assertThat(container.waitFor(PATIENCE).code()).isZero();
        assertThat(container.stdoutText()).endsWith("20 90\r\n");
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(() -> container.resize(new TerminalSize(80, 25)));
    }

    @Test
    void terminal_typed_isReadEchoedAndEnded() throws IOException {
        Container container = create(
                shell("read line; echo got $line; cat; echo over").tty(true).stdin(Input.open()));
        type(container.stdin(), "early\n");
        container.start();
        until(container.stdout(), "got early");
        type(container.stdin(), "more\n");
        container.stdin().close();

        assertThat(container.waitFor(PATIENCE).success()).isTrue();
        assertThat(container.stdoutText()).contains("more\r\nmore\r\n").endsWith("over\r\n");
    }

    @Test
    void terminal_outputToStream_isCopied() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(shell("echo on a terminal; test -t 1").tty(true).stdout(Output.to(out)))
                        .exitStatus()
                        .success())
                .isTrue();

        assertThat(out.toString(UTF_8)).isEqualTo("on a terminal\r\n");
    }

    @Test
    void terminal_controlC_interrupts() throws IOException {
        Container container =
                start(shell("trap 'echo interrupted; exit 9' INT; echo ready; while :; do sleep 0.05; done")
                        .tty(true)
                        .stdin(Input.open()));
        until(container.stdout(), "ready");
        type(container.stdin(), "\003");

        assertThat(container.waitFor(PATIENCE).code()).isEqualTo(9);
    }

    @Test
    void terminal_detachKeys_detachAndTheProcessGoesOn() throws IOException {
        Container container = start(spec("cat").tty(true).stdin(Input.open()));
        Attachment attachment = container.attach(a -> a.detachKeys("ctrl-p,q"));
        type(attachment.stdin(), "a\020b\020");
        until(container.stdout(), "a^Pb");
        type(attachment.stdin(), "q");

        assertThat(attachment.ended()).succeedsWithin(PATIENCE).isEqualTo(false);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> type(attachment.stdin(), "x"));
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void terminal_exec_hasItsOwn() throws IOException {
        Container container = start(spec(STUBBORN));
        ContainerProcess exec =
                container.startExec(e -> e.command("sh", "-c", "stty size; read line; stty size; exit 4")
                        .tty(true)
                        .terminalSize(new TerminalSize(70, 15))
                        .stdin(Input.open()));
        until(exec.stdout(), "15 70");
        exec.resize(new TerminalSize(71, 16));
        type(exec.stdin(), "go\n");

        assertThat(exec.waitFor(PATIENCE).code()).isEqualTo(4);
        assertThat(exec.result().stdout()).isEqualTo("15 70\r\ngo\r\n16 71\r\n");
    }

    @Test
    void terminal_closedWhileItsOutputIsTaken_ends() throws Exception {
        PipedInputStream in = new PipedInputStream();
        Container container =
                start(shell("echo ready; exec sleep 1000").tty(true).stdout(Output.to(new PipedOutputStream(in))));
        until(in, "ready");
        container.close();

        assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
    }
}
