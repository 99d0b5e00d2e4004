// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.engine.ContainerEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The main class of a JVM that has many idle containers and stops them all at once. */
final class Crowd {
    private static final int STOPPING = 32;

    private Crowd() {}

    /** Arguments: engine root, busybox root, number of containers. Prints what it took, in ms, and the heap in MiB. */
    public static void main(String[] arguments) throws Exception {
        try (ContainerEngine engine = Jebena.open(options -> options.root(Path.of(arguments[0])));
                Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
            long began = System.nanoTime();
            List<Container> crowd = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                crowd.add(engine.containers().create(idle(arguments[1])).start());
            }
            long running = engine.containers().list().size();
            System.out.println(running + " " + since(began));
            lines.nextLine();
            System.gc();
            long heap =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            long stopping = System.nanoTime();
            int stopped = stopAll(crowd);
            System.out.println(stopped + " " + since(stopping) + " " + (heap >> 20));
            lines.nextLine();
        }
        System.out.println("closed");
    }

    private static ContainerSpec idle(String busybox) {
        return ContainerSpec.builder()
                .rootfs(Path.of(busybox))
                .throwAway(true)
                .command("sh", "-c", "trap 'exit 5' TERM; sleep 100000 & wait")
                .build();
    }

    private static int stopAll(List<Container> crowd) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(STOPPING);
        try {
            List<Future<Integer>> codes = new ArrayList<>();
            for (Container container : crowd) {
                codes.add(
                        pool.submit(() -> container.stop(Duration.ofSeconds(60)).code()));
            }
            int polite = 0;
            for (Future<Integer> code : codes) {
                polite += code.get() == 5 ? 1 : 0;
            }
            return polite;
        } finally {
            pool.shutdownNow();
        }
    }

    private static long since(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
