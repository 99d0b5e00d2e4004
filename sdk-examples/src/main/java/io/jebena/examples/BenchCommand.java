// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import io.jebena.error.HostRequirementException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures this engine, and others in the same run if they are there. */
@Command(
        name = "bench",
        description =
                "Measure how long containers take: start to exit, exec, how many a second, how fast their output.",
        footer = {
            "",
            "Each container runs \"true\" in namespaces, cgroups with limits, an overlay, the default capabilities and the"
                    + " default filter, its output captured.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int AT_A_TIME = 8;

    /** What is measured. */
    enum What {
        START,
        EXEC,
        RATE,
        LOGS
    }

    @Parameters(
            arity = "1",
            paramLabel = "WHAT",
            description = {
                "start: a container from create to removed, in ms;",
                "exec: a process in a running container, in ms;",
                "rate: containers a second, one after the other and " + AT_A_TIME + " at a time;",
                "logs: how fast the output of one container is taken, in MiB a second."
            })
    private What what = What.START;

    @Option(names = "-n", paramLabel = "N", description = "How many are measured; ${DEFAULT-VALUE} unless set.")
    private int count = 200;

    @Option(
            names = "--warm",
            paramLabel = "N",
            description = "How many go before, unmeasured; ${DEFAULT-VALUE} unless set.")
    private int warm = 100;

    @Option(
            names = "--rootfs",
            paramLabel = "DIR",
            description = "A directory as root; this host's own files unless set.")
    private @Nullable Path rootfs;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "The engine's root; one that is removed afterwards unless set.")
    private @Nullable Path root;

    @Option(
            names = "--peers",
            paramLabel = "DIR",
            description =
                    "Also measure crun, runc and bwrap with the bundles and the rootfs in this directory, in turns.")
    private @Nullable Path peers;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private ContainerSpec spec =
            ContainerSpec.builder().hostRootfs().command("true").build();

    @Override
    public Integer call() throws Exception {
        EngineOptions.Builder options = EngineOptions.builder().ephemeral();
        if (root != null) {
            options.root(root);
        }
        try (ContainerEngine engine = Jebena.open(options.build())) {
            spec = limited(engine);
            switch (what) {
                case START -> start(engine);
                case EXEC -> exec(engine);
                case RATE -> rate(engine);
                case LOGS -> new LogsBench(engine, unlimited()).measure().print(System.out, json);
                default -> throw new IllegalStateException("not measured: " + what);
            }
        }
        return 0;
    }

    /** With limits where the host has cgroups, and without otherwise. */
    private ContainerSpec limited(ContainerEngine engine) {
        ContainerSpec.Builder plain = unlimited();
        ContainerSpec limited =
                plain.build().toBuilder().memory("256m").cpus(1).pids(100).build();
        try {
            engine.containers().run(limited).expectExit(0);
            return limited;
        } catch (HostRequirementException e) {
            System.err.println("measured without limits: " + e.getMessage());
            return plain.build();
        }
    }

    private ContainerSpec.Builder unlimited() {
        ContainerSpec.Builder plain = ContainerSpec.builder().command("true");
        return rootfs == null ? plain.hostRootfs() : plain.rootfs(rootfs).throwAway(true);
    }

    private void start(ContainerEngine engine) throws Exception {
        Map<String, Attempt> contenders = new LinkedHashMap<>();
        contenders.put(
                "jebena, own empty netns",
                () -> engine.containers().run(spec).exitStatus().success());
        addPeers(contenders);
        new BenchReport("start to exit", "ms", interleave(contenders)).print(System.out, json);
    }

    private void exec(ContainerEngine engine) throws Exception {
        Map<String, Attempt> contenders = new LinkedHashMap<>();
        List<Peers.Sleeper> sleepers = peers == null ? List.of() : new Peers(peers).exec();
        try (Container container = engine.containers()
                .create(spec.toBuilder().command("sleep", "100000").build())
                .start()) {
            contenders.put(
                    "jebena exec", () -> container.exec("true").exitStatus().success());
            for (Peers.Sleeper sleeper : sleepers) {
                contenders.put(sleeper.name(), () -> Peers.run(sleeper.exec()) == 0);
            }
            if (peers != null && Files.isExecutable(Path.of("/usr/bin/nsenter"))) {
                List<String> nsenter = List.of(
                        "/usr/bin/nsenter", "-t", String.valueOf(container.pid().orElseThrow()), "-a", "true");
                contenders.put("nsenter -a", () -> Peers.run(nsenter) == 0);
            }
            new BenchReport("exec in a running container", "ms", interleave(contenders)).print(System.out, json);
        } finally {
            for (Peers.Sleeper sleeper : sleepers) {
                sleeper.close();
            }
        }
    }

    /** Peers that cannot run here are named, not measured. */
    private void addPeers(Map<String, Attempt> contenders) throws IOException, InterruptedException {
        if (peers == null) {
            return;
        }
        for (Map.Entry<String, Supplier<List<String>>> peer :
                new Peers(peers).start().entrySet()) {
            List<String> trial = peer.getValue().get();
            if (Peers.run(trial) == 0) {
                contenders.put(peer.getKey(), () -> Peers.run(peer.getValue().get()) == 0);
            } else {
                System.err.println("not measured, it fails here: " + String.join(" ", trial));
            }
        }
    }

    private void rate(ContainerEngine engine) throws Exception {
        Map<String, Attempt> contenders = new LinkedHashMap<>();
        contenders.put(
                "jebena", () -> engine.containers().run(spec).exitStatus().success());
        addPeers(contenders);
        List<Timings> rows = new ArrayList<>();
        for (Map.Entry<String, Attempt> contender : contenders.entrySet()) {
            for (int i = 0; i < warm; i++) {
                contender.getValue().succeeds();
            }
            rows.add(new Timings(contender.getKey() + ", one after the other"));
            rows.add(new Timings(contender.getKey() + ", " + AT_A_TIME + " at a time"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            for (int round = 0; round < 3; round++) {
                int row = 0;
                for (Attempt contender : contenders.values()) {
                    perSecond(rows.get(row++), contender, threads, 1);
                    perSecond(rows.get(row++), contender, threads, AT_A_TIME);
                }
            }
        } finally {
            threads.shutdown();
        }
        new BenchReport("containers", "per second", rows).print(System.out, json);
    }

    private void perSecond(Timings row, Attempt contender, ExecutorService threads, int atATime)
            throws InterruptedException, ExecutionException {
        int each = Math.max(1, count / 3 / atATime);
        List<Future<Integer>> workers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int worker = 0; worker < atATime; worker++) {
            workers.add(threads.submit(() -> {
                int succeeded = 0;
                for (int i = 0; i < each; i++) {
                    succeeded += contender.succeeds() ? 1 : 0;
                }
                return succeeded;
            }));
        }
        int succeeded = 0;
        for (Future<Integer> worker : workers) {
            succeeded += worker.get();
        }
        row.add(succeeded / ((System.nanoTime() - begin) / 1e9));
        for (int failed = succeeded; failed < each * atATime; failed++) {
            row.fail();
        }
    }

    /** One of each in a random but repeatable order, as often as asked for, so that a busy moment hits all alike. */
    private List<Timings> interleave(Map<String, Attempt> contenders) throws Exception {
        Map<String, Timings> timings = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> timings.put(name, new Timings(name)));
        List<String> order = new ArrayList<>(contenders.keySet());
        Random random = new Random(1);
        for (int round = -warm; round < count; round++) {
            Collections.shuffle(order, random);
            for (String name : order) {
                long begin = System.nanoTime();
                boolean success = contenders.getOrDefault(name, () -> false).succeeds();
                double took = (System.nanoTime() - begin) / 1e6;
                Timings row = timings.getOrDefault(name, new Timings(name));
                if (!success) {
                    row.fail();
                } else if (round >= 0) {
                    row.add(took);
                }
            }
        }
        return List.copyOf(timings.values());
    }

    /** Something to be measured. */
    @FunctionalInterface
    private interface Attempt {
        boolean succeeds() throws IOException, InterruptedException;
    }
}
