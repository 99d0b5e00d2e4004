// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void execute_nothing_showsAllCommandsAndIsWrongUsage() {
        assertThat(Main.execute()).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8)).contains("tour", "run", "info", "bench", "Exit codes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tour", "run", "images", "rmi", "info", "bench"})
    void execute_help_showsTheExitCodes(String command) {
        assertThat(Main.execute(command, "--help")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("Usage: jebena " + command, "Exit codes:");
    }

    @Test
    void execute_help_showsAllCommands() {
        assertThat(Main.execute("-h")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("tour", "run", "info", "bench");
    }

    @Test
    void execute_helpOfACommand_isAsByTheOption() {
        assertThat(Main.execute("help", "run")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("Usage: jebena run", "created if missing", "Exit codes:");
        assertThat(Main.execute("help")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("Usage: jebena [", "rmi", "help");
    }

    @Test
    void execute_version_isShown() {
        assertThat(Main.execute("--version")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).matches("jebena \\S+\n");
    }

    @Test
    void execute_wrongUsage_namesTheMistakeAndTheHelp() {
        Main.execute("run", "--nonsense", "host", "true");
        Main.execute("imags");

        assertThat(complained.toString(StandardCharsets.UTF_8))
                .isEqualTo("jebena: Unknown option: '--nonsense'\nTry 'jebena run --help'\n"
                        + "jebena: Unmatched argument at index 0: 'imags'\nDid you mean: jebena images?\n"
                        + "Try 'jebena --help'\n");
    }

    @Test
    void execute_wrongUsage_hasTheCommandsCode() {
        assertThat(Main.execute("nonsense")).isEqualTo(2);
        assertThat(Main.execute("bench", "everything")).isEqualTo(2);
        assertThat(Main.execute("run")).isEqualTo(125);
        assertThat(Main.execute("run", "--nonsense", "host", "true")).isEqualTo(125);
        assertThat(complained.toString(StandardCharsets.UTF_8)).contains("nonsense", "everything", "SOURCE");
    }
}
