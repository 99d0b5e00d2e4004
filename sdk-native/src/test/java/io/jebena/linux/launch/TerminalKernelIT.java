// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import static io.jebena.linux.launch.Roots.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.linux.fd.Terminal;
import io.jebena.linux.libc.SyscallException;
import io.jebena.value.TerminalSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program at a terminal, and one beside an init. */
@Tag("guest")
class TerminalKernelIT {
    @TempDir
    private Path directory;

    private Reactor reactor;

    @BeforeEach
    void start() {
        Roots.needRoot();
        reactor = new Reactor();
    }

    @AfterEach
    void stop() {
        if (reactor != null) {
            reactor.close();
        }
    }

    private LaunchPlanBuilder container() {
        return Roots.container(directory)
                .mkdir("/dev/pts", 0755, 0, 0)
                .fsMount("devpts", "devpts", "/dev/pts", List.of("newinstance", "ptmxmode=0666", "mode=0620"), 0)
                .setsid();
    }

    private static String readUntil(Terminal master, String end) {
        StringBuilder seen = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
        while (!seen.toString().contains(end)) {
            assertThat(master.fd().awaitReadable(LIMIT))
                    .as("more than \"" + seen + "\"")
                    .isTrue();
            try {
                master.fd().read(bytes.clear());
            } catch (SyscallException e) {
                throw new AssertionError("the terminal ended after \"" + seen + "\"", e);
            }
            seen.append(StandardCharsets.UTF_8.decode(bytes.flip()));
        }
        return seen.toString();
    }

    private static void type(Terminal master, String keys) {
        byte[] text = keys.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocateDirect(text.length).put(text).flip();
        master.fd().writeFully(bytes);
    }

    @Test
    void terminal_shell_hasNameSizeKeysAndNewsOfItsSize() throws Exception {
        String script = "trap 'echo resized to $(stty size)' WINCH; trap 'echo interrupted; exit 9' INT;"
                + " tty; stty size; cat /proc/sys/kernel/tainted >/dev/console && echo ready;"
                + " while :; do read line; echo \"<$line>\"; done";
        Launch launch = reactor.server.spawn(Roots.shell(container().terminal(100, 30, 0, true), script));
        try (LaunchedProcess process = launch.awaitStarted(LIMIT);
                Terminal master = Terminal.of(launch.takeTerminal().orElseThrow())) {
            assertThat(launch.takeTerminal()).isEmpty();
            assertThat(readUntil(master, "ready\r\n")).contains("/dev/pts/0\r\n", "30 100\r\n");
            assertThat(master.size()).contains(new TerminalSize(100, 30));
            type(master, "hello\n");
            assertThat(readUntil(master, "<hello>\r\n")).startsWith("hello");
            master.resize(new TerminalSize(80, 24));
            readUntil(master, "resized to 24 80\r\n");
            type(master, "\u0003");
            readUntil(master, "interrupted\r\n");
            assertThat(Roots.end(process).code()).isEqualTo(9);
        }
    }

    @Test
    void terminal_rawMode_passesEveryKeyAndCanBeLeft() throws Exception {
        LaunchPlan plan = Roots.shell(container().terminal(0, 0, 0, false), "echo ready; head -c 3 | od -An -c");
        Launch launch = reactor.server.spawn(plan);
        try (LaunchedProcess process = launch.awaitStarted(LIMIT);
                Terminal master = Terminal.of(launch.takeTerminal().orElseThrow())) {
            readUntil(master, "ready\r\n");
            assertThat(master.isTerminal()).isTrue();
            assertThat(master.size()).isEmpty();
            byte[] before = master.makeRaw();
            type(master, "a\rb");
            assertThat(readUntil(master, "\n"))
                    .as("no echo, no change of the carriage return")
                    .contains("a  \\r   b");
            master.restore(before);
            assertThat(Roots.end(process).code()).isZero();
        }
    }

    @Test
    void terminal_startThatFails_leavesNoDescriptor() {
        int before = Roots.descriptorsOf(ProcessHandle.current().pid());
        LaunchPlan plan = container()
                .terminal(80, 24, 0, true)
                .exec(List.of("/absent"), List.of("absent"), List.of())
                .build();
        Launch launch = reactor.server.spawn(plan);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> launch.awaitStarted(LIMIT))
                .hasMessageContaining("absent");
        launch.onExit()
                .orTimeout(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
        assertThat(Roots.descriptorsOf(ProcessHandle.current().pid())).isEqualTo(before);
    }

    @Test
    void init_shellWithoutHandler_isBesideItAndDiesByWhatItIsSent() throws Exception {
        String script = "cat /proc/1/comm; echo $$ $PPID";
        assertThat(Roots.output(
                        reactor.server, Roots.container(directory).setsid().init(), script))
                .isEqualTo("init\n2 1");
        Launch launch = reactor.server.spawn(
                Roots.shell(Roots.container(directory).setsid().init(), "exec sleep 1000"));
        try (LaunchedProcess process = launch.awaitStarted(LIMIT)) {
            assertThat(process.signal(15)).isTrue();
            assertThat(Roots.end(process).code()).isEqualTo(128 + 15);
        }
    }
}
