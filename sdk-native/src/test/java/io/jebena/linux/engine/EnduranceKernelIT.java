// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.Container;
import io.jebena.container.ExitStatus;
import io.jebena.container.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many containers one after the other and at once: nothing grows. */
@Tag("slow")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class EnduranceKernelIT extends EngineTestBase {
    private static final int CYCLES = Integer.getInteger("jebena.test.cycles", 2000);
    private static final int IDLE = 500;
    private static final int WARM_UP = 50;
    private static final int THREADS = 8;
    private static final int EACH = 50;
    /** What a launcher may grow by for other reasons than a leak in each cycle: a page or two of stack. */
    private static final long SLACK_KIB = 64;

    private void cycle(int number) {
        Container container = create(shell("read line; exit 3").stdin(io.jebena.container.Input.open()));
        container.start();
        if (number % 5 == 0) {
            container.exec("echo", "exec").expectExit(0);
        }
        if (number % 3 == 0) {
            assertThat(container.kill().code()).isEqualTo(137);
        } else {
            closeInput(container);
            assertThat(container.waitFor(PATIENCE)).isEqualTo(ExitStatus.exited(3));
        }
        container.remove();
    }

    private static void closeInput(Container container) {
        try {
            container.stdin().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void cycles_manyInOneEngine_growNothing() {
        for (int i = 0; i < WARM_UP; i++) {
            cycle(i);
        }
        HostSnapshot before = HostSnapshot.take(root());
        Launcher launcherBefore = Launcher.ofThisJvm();
        Set<String> namespacesBefore = namespaces();
        int threadsBefore = threads();

        for (int i = 0; i < CYCLES; i++) {
            cycle(i);
        }

        before.assertNothingNew();
        Launcher launcherAfter = Launcher.ofThisJvm();
        assertThat(launcherAfter.pid()).isEqualTo(launcherBefore.pid());
        assertThat(launcherAfter.descriptors()).isEqualTo(launcherBefore.descriptors());
        assertThat(launcherAfter.kibibytes()).isLessThanOrEqualTo(launcherBefore.kibibytes() + SLACK_KIB);
        assertThat(namespaces()).isSubsetOf(namespacesBefore);
        // the pool's workers come and go: a few, whatever the number of cycles
        assertThat(threads()).isLessThanOrEqualTo(threadsBefore + 10);
        System.err.println("EnduranceKernelIT: " + CYCLES + " cycles; launcher " + launcherBefore + " -> "
                + launcherAfter + "; threads " + threadsBefore + " -> " + threads());
    }

    /** The spawn server as the kernel sees it. */
    private record Launcher(long pid, long kibibytes, TreeMap<String, Integer> descriptors) {
        static Launcher ofThisJvm() {
            List<ProcessHandle> all = Processes.launchersOf(ProcessHandle.current());
            assertThat(all).hasSize(1);
            String pid = Long.toString(all.get(0).pid());
            TreeMap<String, Integer> descriptors = new TreeMap<>();
            Path directory = Path.of("/proc", pid, "fd");
            for (String number : HostSnapshot.names(directory)) {
                descriptors.merge(target(directory.resolve(number)), 1, Integer::sum);
            }
            long resident = Long.parseLong(Processes.value(pid, "VmRSS:").split(" ", -1)[0]);
            return new Launcher(Long.parseLong(pid), resident, descriptors);
        }

        private static String target(Path descriptor) {
            try {
                return Files.readSymbolicLink(descriptor).toString();
            } catch (IOException e) {
                return "closed";
            }
        }
    }

    private static int threads() {
        return HostSnapshot.names(Path.of("/proc/self/task")).size();
    }

    /** The namespaces that processes of this JVM are in, the JVM's own included. */
    private static Set<String> namespaces() {
        Set<String> all = new TreeSet<>();
        List<Long> pids = new ArrayList<>(List.of(ProcessHandle.current().pid()));
        ProcessHandle.current().descendants().forEach(p -> pids.add(p.pid()));
        for (long pid : pids) {
            Path directory = Path.of("/proc/" + pid + "/ns");
            for (String name : HostSnapshot.names(directory)) {
                all.add(Launcher.target(directory.resolve(name)));
            }
        }
        return all;
    }

    @Test
    void containers_manyAtOnce_eachHasItsOwnOutput() throws Exception {
        run(spec("true"));
        HostSnapshot before = HostSnapshot.take(root());
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                work.add(pool.submit(() -> many(number)));
            }
            for (Future<?> each : work) {
                each.get(PATIENCE.toSeconds() * EACH, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(engine.containers().list(true)).isEmpty();
        before.assertNothingNew();
    }

    private void many(int thread) {
        for (int i = 0; i < EACH; i++) {
            String name = "pot-" + thread + "-" + i;
            ProcessResult result = run(shell("hostname; echo " + name + " >&2; echo " + name
                            + " > /tmp/mine; ls /tmp; cat /tmp/mine; exit " + (i % 100))
                    .name(name)
                    .hostname(name));
            assertThat(result.stdout()).isEqualTo(name + "\nmine\n" + name + "\n");
            assertThat(result.stderr()).isEqualTo(name + "\n");
            assertThat(result.exitStatus().code()).isEqualTo(i % 100);
        }
    }

    @Test
    void containers_fiveHundredIdle_fitASmallHeapAndStopInSeconds() {
        run(spec("true"));
        HostSnapshot before = HostSnapshot.take(root());
        try (ChildEngine crowd = ChildEngine.start(List.of("-Xmx256m"), Crowd.class, root(), Busybox.root(), IDLE)) {
            String started = crowd.line();
            assertThat(started).startsWith(IDLE + " ");
            String[] stopped = crowd.ask("stop").split(" ", -1);
            System.err.println("EnduranceKernelIT: " + IDLE + " containers started in " + started.split(" ", -1)[1]
                    + " ms, stopped in " + stopped[1] + " ms, heap " + stopped[2] + " MiB");

            assertThat(stopped[0]).isEqualTo(Integer.toString(IDLE));
            assertThat(Long.parseLong(stopped[1])).isLessThan(5000L * Scale.FACTOR);
            assertThat(crowd.ask("close")).isEqualTo("closed");
            crowd.join();
        }
        before.assertNothingNew();
    }
}
