// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.RestartPolicy;
import io.jebena.engine.ContainerEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;

/** The main class of a JVM that does with an engine what it is told line by line, and answers each with one line. */
final class Neighbour {
    private final ContainerEngine engine;
    private final Path busybox;

    private Neighbour(ContainerEngine engine, Path busybox) {
        this.engine = engine;
        this.busybox = busybox;
    }

    /** Arguments: engine root, busybox root. */
    public static void main(String[] arguments) {
        try (ContainerEngine engine = Jebena.open(options -> options.root(Path.of(arguments[0])));
                Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
            Neighbour neighbour = new Neighbour(engine, Path.of(arguments[1]));
            System.out.println("open");
            while (lines.hasNextLine()) {
                String line = lines.nextLine();
                if (line.equals("close")) {
                    break;
                }
                System.out.println(neighbour.answer(line.split(" ", 2)));
            }
        }
        System.out.println("closed");
    }

    private String answer(String[] words) {
        try {
            return switch (words[0]) {
                case "start" -> start(words[1]);
                case "list" ->
                    String.join(
                            ",",
                            engine.containers().list(true).stream()
                                    .map(Container::name)
                                    .sorted()
                                    .toList());
                case "state" -> engine.containers().get(words[1]).state().toString();
                case "always" ->
                    engine.containers()
                            .create(ContainerSpec.builder()
                                    .rootfs(busybox)
                                    .name(words[1])
                                    .restart(RestartPolicy.ALWAYS)
                                    .command("sleep", "1000")
                                    .build())
                            .start()
                            .id()
                            .toString();
                case "again" -> engine.containers().get(words[1]).start().id().toString();
                case "remove" -> {
                    engine.containers().get(words[1]).remove();
                    yield "removed";
                }
                case "stop" -> "" + engine.containers().get(words[1]).stop().code();
                default -> throw new IllegalArgumentException(List.of(words).toString());
            };
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private String start(String name) {
        ContainerSpec spec = ContainerSpec.builder()
                .rootfs(busybox)
                .throwAway(true)
                .name(name)
                .putEnv("COLOR", "blue")
                .command("sh", "-c", "trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done")
                .build();
        Container container = engine.containers().create(spec).start();
        try {
            new BufferedReader(new InputStreamReader(container.stdout(), StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return container.id().toString();
    }
}
