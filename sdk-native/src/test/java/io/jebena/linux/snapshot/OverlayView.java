// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the kernel shows of layers stacked by overlayfs, in a mount namespace that goes with the command. */
final class OverlayView {
    private OverlayView() {}

    /** Runs find(1) on the stack. */
    static List<String> list(Path folder, List<Path> lowestFirst, String format)
            throws IOException, InterruptedException {
        return run(folder, lowestFirst, "find . -printf '" + format + "\\n' | LC_ALL=C sort");
    }

    /** Runs a shell command with the stack as its working directory. */
    static List<String> run(Path folder, List<Path> lowestFirst, String command)
            throws IOException, InterruptedException {
        List<Path> topFirst = new ArrayList<>(lowestFirst);
        Collections.reverse(topFirst);
        List<String> names = topFirst.stream().map(Path::toString).toList();
        // a single lower directory cannot be mounted without an upper one: an empty one goes below
        String script =
                "mkdir -p \"$1/empty\" \"$1/view\" && mount -t overlay overlay -o \"lowerdir=$2:$1/empty\" \"$1/view\""
                        + " && cd \"$1/view\" && " + command;
        return lines("unshare", "-m", "sh", "-ec", script, "sh", folder.toString(), String.join(":", names));
    }

    /** Runs find(1) on a directory. */
    static List<String> listPlain(Path directory, String format) throws IOException, InterruptedException {
        return runPlain(directory, "find . -printf '" + format + "\\n' | LC_ALL=C sort");
    }

    /** Runs a shell command in a directory. */
    static List<String> runPlain(Path directory, String command) throws IOException, InterruptedException {
        return lines("sh", "-ec", "cd \"$1\" && " + command, "sh", directory.toString());
    }

    private static List<String> lines(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return List.of(out.split("\n", -1)).subList(0, out.split("\n", -1).length - 1);
    }
}
