// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.value.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The terminal that this program was started at, by way of stty(1): Java itself cannot switch one to raw mode. */
final class OwnTerminal implements AutoCloseable {
    private final String modes;
    private final Thread atExit = new Thread(this::restore, "terminal-exit");

    private OwnTerminal(String modes) {
        this.modes = modes;
    }

    /** Empty if standard input is not a terminal. */
    static Optional<OwnTerminal> find() {
        return stty("-g").map(OwnTerminal::new);
    }

    /** Its size; empty if it does not know. */
    Optional<TerminalSize> size() {
        String[] words = stty("size").orElse("0 0").split(" ", -1);
        int rows = Integer.parseInt(words[0]);
        int columns = Integer.parseInt(words[1]);
        return rows == 0 || columns == 0 ? Optional.empty() : Optional.of(new TerminalSize(columns, rows));
    }

    /** From now on every key arrives as it is typed, and nothing is echoed, until this is closed or the program ends. */
    void raw() {
        Runtime.getRuntime().addShutdownHook(atExit);
        stty("raw", "-echo");
    }

    private void restore() {
        stty(modes);
    }

    @Override
    public void close() {
        restore();
    }

    private static Optional<String> stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process stty = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return stty.waitFor() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
