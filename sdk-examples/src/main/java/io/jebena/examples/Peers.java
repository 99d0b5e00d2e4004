// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Other programs that run one command in a container, as far as they are found. A directory prepared for them has an
 * unpacked busybox as {@code rootfs-busybox}, OCI bundles as {@code bundles/netns} and {@code bundles/sleep}, and possibly
 * {@code floor}, a C program that asks the kernel for the same work and nothing else.
 */
final class Peers {
    private final Path directory;
    private final AtomicInteger counter = new AtomicInteger();

    Peers(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    private Path rootfs() {
        return directory.resolve("rootfs-busybox");
    }

    /** Each runs {@code true} once, in namespaces of its own. */
    Map<String, Supplier<List<String>>> start() {
        Map<String, Supplier<List<String>>> peers = new LinkedHashMap<>();
        String root = rootfs().toString();
        if (Files.isDirectory(rootfs())) {
            put(peers, "a program of the JVM's, no container", List.of(root + "/bin/busybox", "true"));
            put(
                    peers,
                    "bwrap --unshare-all (no cgroups)",
                    List.of(
                            "bwrap",
                            "--unshare-all",
                            "--ro-bind",
                            root,
                            "/",
                            "--proc",
                            "/proc",
                            "--dev",
                            "/dev",
                            "true"));
        }
        if (Files.isDirectory(directory.resolve("bundles/netns"))) {
            bundle(peers, "crun run, own empty netns", "crun");
            bundle(peers, "runc run, own empty netns", "runc");
        }
        if (Files.isExecutable(directory.resolve("floor"))) {
            String floor = directory.resolve("floor").toString();
            put(peers, "C program: overlay, namespaces, cgroups", List.of(floor, "-o", "-s", "-n"));
        }
        return peers;
    }

    private void bundle(Map<String, Supplier<List<String>>> peers, String name, String program) {
        if (found(program)) {
            peers.put(
                    name,
                    () -> command(
                            program,
                            "run",
                            "-b",
                            directory.resolve("bundles/netns").toString(),
                            id()));
        }
    }

    private static void put(Map<String, Supplier<List<String>>> peers, String name, List<String> command) {
        if (found(command.get(0))) {
            peers.put(name, () -> command);
        }
    }

    private String id() {
        return "jb" + ProcessHandle.current().pid() + "x" + counter.incrementAndGet();
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                program, "--root", directory.resolve("run").resolve(program).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A sleeping container of a peer, in which it executes {@code true}. */
    List<Sleeper> exec() throws IOException, InterruptedException {
        List<Sleeper> sleepers = new ArrayList<>();
        for (String program : List.of("crun", "runc")) {
            Path bundle = directory.resolve("bundles/sleep");
            if (found(program) && Files.isDirectory(bundle)) {
                String id = id();
                if (run(command(program, "run", "-d", "-b", bundle.toString(), id)) == 0) {
                    sleepers.add(new Sleeper(
                            program + " exec",
                            command(program, "exec", id, "true"),
                            command(program, "delete", "-f", id)));
                }
            }
        }
        return sleepers;
    }

    /** Runs a program to its end with nothing to read and nobody to write to. */
    static int run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static boolean found(String program) {
        if (program.startsWith("/")) {
            return Files.isExecutable(Path.of(program));
        }
        for (String place :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }

    /** A container of a peer that waits to be used. */
    record Sleeper(String name, List<String> exec, List<String> delete) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                run(delete);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
