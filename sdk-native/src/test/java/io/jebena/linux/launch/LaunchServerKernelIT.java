// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import static io.jebena.linux.launch.Roots.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.LaunchException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.fd.Pipe;
import io.jebena.linux.libc.SyscallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real launches through the real server. */
@Tag("guest")
class LaunchServerKernelIT {
    private static final int SIGKILL = 9;

    @TempDir
    private Path directory;

    private Reactor reactor;
    private LaunchServer server;

    @BeforeEach
    void start() {
        Roots.needRoot();
        reactor = new Reactor();
        server = reactor.server;
    }

    @AfterEach
    void stop() {
        if (reactor != null) {
            reactor.close();
        }
    }

    private static void awaitEnd(PidFd process) {
        assertThat(process.fd().awaitReadable(LIMIT))
                .as("the process has ended")
                .isTrue();
    }

    @Test
    void spawn_trueInAllNamespaces_exitsZero() throws Exception {
        LaunchPlan plan = Roots.container(directory)
                .exec(List.of("/nowhere/true", "/usr/bin/true"), List.of("true"), List.of())
                .build();
        ProcessExit exit = Roots.runToEnd(server, plan);
        assertThat(exit.waitStatus()).isZero();
        assertThat(exit.peakKibibytes()).isPositive();
        assertThat(Roots.runToEnd(server, plan).code())
                .as("a plan can be launched again")
                .isZero();
        assertThat(server.alive()).isZero();
    }

    @Test
    void spawn_fullyConfined_isWhatThePlanSays() throws Exception {
        LaunchPlanBuilder plan = Roots.container(directory)
                .hostname("pot")
                .sysctl("net/ipv4/ip_unprivileged_port_start", "7")
                .mask("/proc/version")
                .mask("/proc/tty")
                .readOnly("/proc/sys")
                .rootReadOnly()
                .rlimit(7, 77, 99)
                .umask(022)
                .makeAndChdir("/dev/work", 7, 8)
                .groups(8, 9)
                .bounding(0x400)
                .gid(8)
                .uid(7, true)
                .capabilities(0, 0, 0, 0)
                .noNewPrivileges();
        String said = Roots.output(
                server,
                plan,
                "id -u; id -G; hostname; pwd; umask; ulimit -Sn; ulimit -Hn; echo $$;"
                        + " cat /proc/sys/net/ipv4/ip_unprivileged_port_start; ls /proc/tty | wc -l; wc -c </proc/version;"
                        + " grep -E 'CapBnd|CapEff|NoNewPrivs' /proc/self/status | cut -f 2;"
                        + " touch /x 2>/dev/null || echo refused");
        assertThat(said.lines())
                .containsExactly(
                        "7",
                        "8 9",
                        "pot",
                        "/dev/work",
                        "0022",
                        "77",
                        "99",
                        "1",
                        "7",
                        "0",
                        "0",
                        "0000000000000000",
                        "0000000000000400",
                        "1",
                        "refused");
    }

    @Test
    void spawn_anyProgram_getsOnlyTheDescriptorsNamed() throws Exception {
        // the last one is the shell's own, open on the directory that it reads
        assertThat(Roots.output(server, Roots.container(directory), "cd /proc/self/fd && echo *"))
                .isEqualTo("0 1 2 3");
    }

    /** Overlayfs takes 500; their names would need ten times the room that mount(2) has. */
    @Test
    void overlay_asManyLayersAsTheKernelTakes_showsAllOfThem() throws Exception {
        List<String> lowers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Path lower = Files.createDirectory(directory.resolve("a layer with, commas: and colons " + i));
            Files.writeString(lower.resolve("last"), Integer.toString(i));
            Files.createDirectories(lower.resolve("all/" + i));
            lowers.add(lower.toString());
        }
        Path upper = Files.createDirectory(directory.resolve("upper"));
        Path work = Files.createDirectory(directory.resolve("work"));
        Path root = Files.createDirectory(directory.resolve("root"));
        LaunchPlanBuilder plan = LaunchPlan.builder()
                .namespaces(Roots.ALL)
                .mount("", "/", "", 0x44000, "")
                .overlay(root.toString(), lowers, upper.toString(), work.toString(), "index=off,volatile")
                .openTree(0, "/", true)
                .root(root.toString())
                .mkdir("/host", 0755, 0, 0)
                .attach(0, "/host", Roots.READ_ONLY, 0, 0x40000, false)
                .symlink("host/usr", "/usr")
                .symlink("host/lib64", "/lib64")
                .symlink("host/lib", "/lib")
                .pivot();

        assertThat(Roots.output(server, plan, "ls /all | wc -l; cat /last; pwd").lines())
                .containsExactly("500", "0/");

        lowers.set(499, directory.resolve("missing").toString());
        LaunchPlan broken = LaunchPlan.builder()
                .namespaces(Roots.ALL)
                .overlay(root.toString(), lowers, upper.toString(), work.toString(), "index=off")
                .sync()
                .build();
        assertThatThrownBy(() -> server.spawn(broken).awaitReady(LIMIT))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("mount overlay on " + root)
                .hasMessageContaining(lowers.get(499))
                .hasMessageContaining("ENOENT");
    }

    @Test
    void setns_intoARunningContainer_joinsIt() throws Exception {
        try (LaunchedProcess first = server.spawn(
                        Roots.shell(Roots.container(directory).hostname("first"), "exec sleep 60"))
                .awaitStarted(LIMIT)) {
            LaunchPlanBuilder exec =
                    LaunchPlan.builder().setns(first.pidFd().fd(), Roots.ALL).endPrelude();
            assertThat(Roots.output(server, exec, "hostname; echo /proc/[0-9]*").lines())
                    .containsExactly("first", "/proc/1 /proc/2");
            assertThat(first.signal(SIGKILL)).isTrue();
            assertThat(Roots.end(first).signal()).isEqualTo(SIGKILL);
            LaunchPlan late = LaunchPlan.builder()
                    .setns(first.pidFd().fd(), Roots.ALL)
                    .endPrelude()
                    .sync()
                    .build();
            Launch refused = server.spawn(late);
            assertThatThrownBy(() -> refused.awaitReady(LIMIT))
                    .isInstanceOfSatisfying(
                            LaunchException.class, e -> assertThat(e.stage()).isEqualTo("namespace join"))
                    .hasMessageContaining("has ended");
            assertThat(refused.onExit()).succeedsWithin(LIMIT);
        }
        assertThat(server.alive()).isZero();
    }

    @Test
    void sync_thenContinuation_runsWhatItSays() throws Exception {
        Launch launch = server.spawn(LaunchPlan.builder()
                .namespaces(LaunchFlags.CLONE_NEWUTS)
                .sync()
                .sync()
                .build());
        int pid = launch.awaitReady(LIMIT);
        assertThat(Files.readString(Path.of("/proc/" + pid + "/comm"))).isEqualTo("jebena-launch\n");
        launch.go();
        assertThat(launch.awaitReady(LIMIT)).isEqualTo(pid);
        try (Pipe pipe = Pipe.open()) {
            launch.go(LaunchPlan.builder()
                    .hostname("late")
                    .fd(pipe.writeEnd(), 1)
                    .exec(List.of("/bin/hostname"), List.of("hostname"), List.of())
                    .build());
            pipe.writeEnd().close();
            try (LaunchedProcess process = launch.awaitStarted(LIMIT)) {
                assertThat(new String(KernelFile.readFully(pipe.readEnd()), StandardCharsets.UTF_8))
                        .isEqualTo("late\n");
                assertThat(Roots.end(process).code()).isZero();
            }
        }
    }

    @Test
    void userNamespace_mappedAtSync_makesRootInside() throws Exception {
        LaunchPlanBuilder plan = LaunchPlan.builder()
                .namespaces(LaunchFlags.CLONE_NEWUSER | LaunchFlags.CLONE_NEWNS | LaunchFlags.CLONE_NEWPID)
                .sync()
                .gid(0)
                .uid(0, false);
        try (Pipe pipe = Pipe.open()) {
            Launch launch = server.spawn(Roots.shell(plan.fd(pipe.writeEnd(), 1), "id -u; cat /proc/self/uid_map"));
            int pid = launch.awaitReady(LIMIT);
            Files.writeString(Path.of("/proc/" + pid + "/uid_map"), "0 100000 65536\n");
            Files.writeString(Path.of("/proc/" + pid + "/gid_map"), "0 100000 65536\n");
            launch.go();
            pipe.writeEnd().close();
            try (LaunchedProcess process = launch.awaitStarted(LIMIT)) {
                String said = new String(KernelFile.readFully(pipe.readEnd()), StandardCharsets.UTF_8);
                assertThat(said.trim().split("\\s+")).containsExactly("0", "0", "100000", "65536");
                assertThat(Roots.end(process).code()).isZero();
            }
        }
    }

    private void assertFails(LaunchPlanBuilder plan, String stage, int errno, String words) throws Exception {
        Launch launch = server.spawn(plan.sync().build());
        assertThatThrownBy(() -> launch.awaitReady(LIMIT))
                .isInstanceOfSatisfying(LaunchException.class, e -> {
                    assertThat(e.stage()).isEqualTo(stage);
                    assertThat(e.errno()).isEqualTo(errno);
                })
                .hasMessageContaining(words);
        launch.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static LaunchPlanBuilder own() {
        return LaunchPlan.builder().namespaces(Roots.ALL);
    }

    @Test
    void failingSteps_each_nameStageErrnoAndSubject() throws Exception {
        assertFails(own().writeFile("cgroup", "/sys/fs/cgroup/absent/tasks", "0"), "cgroup", 2, "absent/tasks");
        assertFails(own().mount("x", "/absent", "tmpfs", 0, ""), "mount", 2, "mount tmpfs on /absent");
        assertFails(own().fsMount("tmpfs", "", "/tmp", List.of("nonsense=1"), 0), "mount", 22, "nonsense");
        assertFails(own().fsMount("nofs", "", "/tmp", List.of(), 0), "mount", 19, "load its module");
        assertFails(own().root("/absent"), "pivot", 2, "take the root /absent");
        assertFails(own().root("/proc/self/fd").pivot(), "pivot", 22, "change the root");
        assertFails(own().openTree(0, "/absent", true), "mount", 2, "/absent");
        assertFails(own().characterDevice("/proc/x", 0666, 1, 3), "device node", 2, "/proc/x");
        assertFails(own().sysctl("kernel/absent", "1"), "sysctl", 2, "kernel/absent");
        assertFails(own().chdir("/proc/self/fd/0"), "working directory", 40, "/proc/self/fd/0");
        assertFails(own().hostname("x".repeat(65)), "hostname", 22, "xxx");
        assertFails(own().groups(new int[65537]), "user", 22, "groups");
        assertFails(own().seccomp(0, new byte[8]), "seccomp", 22, "filter");
        assertFails(own().rlimit(99, 1, 1), "limit", 22, "resource 99");
        assertFails(Roots.container(directory).mount("x", "/dev", "tmpfs", 0, ""), "mount", 1, "after the container's");
        try (Pipe pipe = Pipe.open()) {
            assertFails(own().setns(pipe.readEnd(), Roots.ALL), "namespace join", 22, "join");
            assertFails(LaunchPlan.builder().bornIn(pipe.readEnd()), "clone", 9, "EBADF");
        }
    }

    private void assertExecFails(String program, int errno, int exitCode, String words) {
        Launch launch = server.spawn(LaunchPlan.builder()
                .exec(List.of("/absent/" + program, program), List.of(program), List.of())
                .build());
        assertThatThrownBy(() -> launch.awaitStarted(LIMIT))
                .isInstanceOfSatisfying(LaunchException.class, e -> {
                    assertThat(e.stage()).isEqualTo("exec");
                    assertThat(e.errno()).isEqualTo(errno);
                    assertThat(e.exitCode()).isEqualTo(exitCode);
                })
                .hasMessageContaining(words);
    }

    @Test
    void exec_failures_tellWhatIsWrong() throws Exception {
        Path script = directory.resolve("script");
        Files.writeString(script, "#!/absent/interpreter\n");
        Path text = directory.resolve("text");
        Files.writeString(text, "no program");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        assertExecFails("/absent", 2, 127, "no such program");
        assertExecFails("/etc/passwd", 13, 126, "permission bits");
        assertExecFails(script.toString(), 2, 127, "interpreter is missing");
        assertThat(text.toFile().setExecutable(true)).isTrue();
        assertExecFails(text.toString(), 8, 126, "not a program");
    }

    @Test
    void close_launchAtSync_endsItsChild() throws Exception {
        Launch launch = server.spawn(LaunchPlan.builder().sync().build());
        try (PidFd process = PidFd.open(launch.awaitReady(LIMIT))) {
            launch.close();
            awaitEnd(process);
            assertThat(launch.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS).code())
                    .isNotZero();
        }
    }

    @Test
    void close_server_killsAllItStarted() throws Exception {
        try (LaunchedProcess process = server.spawn(Roots.shell(Roots.container(directory), "sleep 60 & sleep 60"))
                .awaitStarted(LIMIT)) {
            reactor.close();
            awaitEnd(process.pidFd());
            assertThat(Roots.end(process).signal()).isEqualTo(SIGKILL);
        }
        assertThatThrownBy(() -> server.spawn(LaunchPlan.builder().sync().build()))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("launcher is gone");
    }

    @Test
    void serverKilled_processesDie_andTheirExitsSaySo() throws Exception {
        Launch waiting = server.spawn(LaunchPlan.builder().sync().build());
        try (LaunchedProcess process = server.spawn(Roots.shell(Roots.container(directory), "sleep 60 & sleep 60"))
                        .awaitStarted(LIMIT);
                PidFd atSync = PidFd.open(waiting.awaitReady(LIMIT));
                PidFd launcher = PidFd.open(server.pid())) {
            assertThat(launcher.signal(SIGKILL)).isTrue();
            awaitEnd(process.pidFd());
            awaitEnd(atSync);
            assertThat(Roots.end(process).signal()).isEqualTo(SIGKILL);
            assertThatThrownBy(() -> server.spawn(LaunchPlan.builder().sync().build()))
                    .isInstanceOf(LaunchException.class);
        }
        waiting.close();
    }

    @Test
    void killWith_mainProcessEnds_takesItsGroupAlong() throws Exception {
        Path group =
                Roots.newGroup("jebena-launch-it-" + ProcessHandle.current().pid());
        try (Fd handle = Roots.directory(group)) {
            LaunchPlanBuilder plan = LaunchPlan.builder()
                    .killWith(handle)
                    .writeFile("cgroup", group.resolve("cgroup.procs").toString(), "0");
            assertThat(Roots.runToEnd(server, Roots.shell(plan, "setsid sleep 60 & exit 3"))
                            .code())
                    .isEqualTo(3);
            LaunchedProcess second = server.spawn(Roots.shell(
                            LaunchPlan.builder()
                                    .killWith(handle)
                                    .writeFile(
                                            "cgroup",
                                            group.resolve("cgroup.procs").toString(),
                                            "0"),
                            "setsid sleep 60 & sleep 60"))
                    .awaitStarted(LIMIT);
            reactor.close();
            second.close();
        } finally {
            removeWhenEmpty(group);
        }
    }

    @Test
    void bornIn_v2Group_isThereFromTheFirstInstruction() throws Exception {
        Path group = Roots.newGroup(
                "jebena-launch-it-born-" + ProcessHandle.current().pid());
        try (Fd handle = Roots.directory(group)) {
            Assumptions.assumeTrue(Files.exists(group.resolve("cgroup.type")), "no v2 hierarchy can be written here");
            LaunchPlanBuilder direct = LaunchPlan.builder().bornIn(handle);
            assertThat(Roots.output(server, direct, "cat /proc/self/cgroup")).contains("0::/" + group.getFileName());
            LaunchPlanBuilder prelude = LaunchPlan.builder()
                    .bornIn(handle)
                    .unshare(LaunchFlags.CLONE_NEWTIME)
                    .endPrelude()
                    .unshare(LaunchFlags.CLONE_NEWCGROUP);
            assertThat(Roots.output(server, prelude, "cat /proc/self/cgroup")).containsPattern("(?m)^0::/$");
        } finally {
            removeWhenEmpty(group);
        }
    }

    /** A killed process leaves its group a moment after it was killed. */
    private static void removeWhenEmpty(Path group) throws Exception {
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(Files.readString(group.resolve("cgroup.procs")))
                .isEmpty());
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            Files.delete(group);
            return true;
        });
    }

    @Test
    void spawn_fromEightThreads_allEndAndNothingGrows() throws Exception {
        LaunchPlan plan = LaunchPlan.builder()
                .namespaces(LaunchFlags.CLONE_NEWPID | LaunchFlags.CLONE_NEWNS)
                .exec(List.of("/bin/true"), List.of("true"), List.of())
                .build();
        runOnThreads(plan, 25);
        int before = Roots.descriptorsOf(server.pid());
        long residentBefore = residentKibibytes();
        int ownBefore = Roots.descriptorsOf(ProcessHandle.current().pid());
        runOnThreads(plan, Roots.EMULATED ? 20 : 125);
        assertThat(Roots.descriptorsOf(server.pid())).isEqualTo(before);
        assertThat(residentKibibytes()).isLessThanOrEqualTo(residentBefore + 64);
        assertThat(Roots.descriptorsOf(ProcessHandle.current().pid())).isLessThanOrEqualTo(ownBefore + 2);
        assertThat(server.alive()).isZero();
    }

    private long residentKibibytes() throws Exception {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private void runOnThreads(LaunchPlan plan, int each) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 8 * each; i++) {
                tasks.add(() -> Roots.runToEnd(server, plan).waitStatus());
            }
            for (Future<Integer> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void spawn_moreDescriptorsThanAMessageTakes_isRefused() {
        LaunchPlanBuilder plan = LaunchPlan.builder();
        List<Fd> open = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 300; i++) {
                            Fd fd = Fd.open("/dev/null", 0, 0);
                            open.add(fd);
                            plan.fd(fd, i);
                        }
                    })
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most");
        } catch (SyscallException e) {
            throw new AssertionError(e);
        } finally {
            open.forEach(Fd::close);
        }
    }
}
