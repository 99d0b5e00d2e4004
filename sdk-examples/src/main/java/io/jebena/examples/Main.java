// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import java.util.Arrays;
import java.util.List;

/** The door to the examples. */
final class Main {
    /** When {@link #main(String[])} began, for {@code run --time}. */
    static final long BEGIN = System.nanoTime();

    private Main() {}

    /**
     * Runs a command and ends this Java process with its exit code.
     *
     * @param args the command's name, then its arguments
     */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Loads the parser of options only if there are options: it takes as long to load as a container to start. */
    static int execute(String... args) {
        List<String> words = Arrays.asList(args);
        boolean time = words.size() > 1 && words.get(1).equals("--time");
        int source = time ? 2 : 1;
        if (words.size() > source
                && words.get(0).equals("run")
                && !words.get(source).startsWith("-")) {
            return new RunCommand(words.get(source), words.subList(source + 1, words.size()), time).call();
        }
        return Commands.execute(args);
    }
}
