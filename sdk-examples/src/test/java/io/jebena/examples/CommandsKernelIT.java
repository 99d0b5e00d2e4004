// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jebena.Jebena;
import io.jebena.spi.Availability;
import io.jebena.value.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the runnable jar, each in a Java process of its own, with real containers. */
class CommandsKernelIT {
    private static final int SECONDS = 120 * Integer.getInteger("jebena.test.timeoutScale", 1);
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    @TempDir
    private Path directory;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void containersCanRun() {
        Availability availability = Jebena.probe();
        assumeTrue(availability.usable(), () -> "containers can't run here: " + availability.unmet());
    }

    @Test
    void tour_thisHost_isAsToldAndLeavesNothing() throws Exception {
        Ended tour = jebena("", "tour");

        assertThat(tour.out).contains("1. ", "6. ", "now nothing is left of it").doesNotContain("NOT AS TOLD");
        assertThat(tour.status).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitor", "read-only", "side-by-side", "supervisor"})
    void scenario_each_isAsTold(String name) throws Exception {
        Ended scenario = jebena("", "scenario", name);

        assertThat(scenario.status).as(scenario.out + scenario.err).isZero();
        assertThat(scenario.out).contains("All was as told.");
    }

    @Test
    void run_host_connectsStreamsAndPassesTheExitCode() throws Exception {
        Ended run = jebena("coffee\n", "run", "host", "sh", "-c", "cat; echo beans >&2; exit 7");

        assertThat(run.out).isEqualTo("coffee\n");
        assertThat(run.err).isEqualTo("beans\n");
        assertThat(run.status).isEqualTo(7);
    }

    @Test
    void run_terminal_isTheCommandsAndEnds() throws Exception {
        Ended run = jebena("echo on $(tty)\nexit 3\n", "run", "-it", "host", "sh");

        assertThat(run.out).contains("on /dev/pts/");
        assertThat(run.status).isEqualTo(3);
    }

    @Test
    void run_options_reachTheContainer() throws Exception {
        Ended run = jebena(
                "",
                "run",
                "-e",
                "ROAST=dark",
                "-w",
                "/usr",
                "-u",
                "65534:65534",
                "--hostname=pot",
                "--read-only",
                "--cap-drop=ALL",
                "host",
                "sh",
                "-c",
                "echo $ROAST $(pwd) $(id -u) $(cat /proc/sys/kernel/hostname) $(grep CapBnd /proc/self/status)");

        assertThat(run.out).isEqualTo("dark /usr 65534 pot CapBnd: 0000000000000000\n");
        assertThat(run.status).isZero();
    }

    @Test
    void run_argumentsLikeOptions_areTheProgramsOwn() throws Exception {
        assertThat(jebena("", "run", "host", "echo", "@x", "--help", "-u", "--").out)
                .isEqualTo("@x --help -u --\n");
        assertThat(jebena("", "run", "--pids=50", "host", "echo", "@x", "--help", "-u").out)
                .isEqualTo("@x --help -u\n");
    }

    @Test
    void run_notStarted_hasTheCodesOfCommandLines() throws Exception {
        assertThat(jebena("", "run", "host", "no-such-program").status).isEqualTo(127);
        assertThat(jebena("", "run", "host", "/etc/passwd").status).isEqualTo(126);

        Ended noImage = jebena("", "run", "--root", directory.resolve("root").toString(), "no/such:image", "true");
        assertThat(noImage.status).isEqualTo(125);
        assertThat(noImage.err).contains("no such image: ", "no/such:image");
    }

    @Test
    void run_directory_throwsTheChangesAway() throws Exception {
        Path root = busyboxRoot();

        Ended run = jebena("", "run", root.toString(), "/bin/busybox", "sh", "-c", "echo new > /new; cat /new");

        assertThat(run.out).isEqualTo("new\n");
        assertThat(root.resolve("new")).doesNotExist();
    }

    @Test
    void run_archive_isLoadedAndFoundByItsNameAfterwards() throws Exception {
        String root = directory.resolve("root").toString();
        Path archive = dockerArchive(busyboxRoot());

        Ended first = jebena("", "run", "--root", root, archive.toString());
        Ended second = jebena("", "run", "--root", root, "test/pot:1", "/bin/busybox", "echo", "by name");

        assertThat(first.out).as(first.err).isEqualTo("from the image\n");
        assertThat(second.out).as(second.err).isEqualTo("by name\n");
    }

    @Test
    void images_loadedByRun_areListedAndRemoved() throws Exception {
        String root = directory.resolve("root").toString();
        jebena("", "run", "--root", root, dockerArchive(busyboxRoot()).toString());

        Ended list = jebena("", "images", "--root", root);
        assertThat(list.out.lines().map(line -> line.split("\\s+")).toList())
                .as(list.err)
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("REPOSITORY", "TAG", "IMAGE", "ID"),
                        pot -> assertThat(pot).startsWith("test/pot", "1").endsWith("MB"));

        String id = list.out.lines().toList().get(1).split("\\s+")[2];
        Ended removed = jebena("", "rmi", "--root", root, "no/such:image", id);
        assertThat(removed.err).startsWith("jebena: no such image");
        assertThat(removed.out).isEqualTo("removed " + id + "\n");
        assertThat(removed.status).isEqualTo(1);
        assertThat(jebena("", "images", "--root", root).out).hasLineCount(1);
    }

    @Test
    void run_terminated_letsTheCommandDecide() throws Exception {
        Process run =
                startJebena("run", "host", "sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        try (BufferedReader out = run.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            run.destroy();

            assertThat(run.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(7);
        } finally {
            run.destroyForcibly();
        }
    }

    @Test
    void run_interruptedTwice_killsTheCommand() throws Exception {
        assumeFalse(ignoresInterrupts(), "this process was started with SIGINT ignored, as in a shell's background");
        Process run = startJebena(
                "run", "host", "sh", "-c", "trap 'echo heard' INT; echo ready; while :; do sleep 0.05; done");
        try (BufferedReader out = run.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            interrupt(run);
            assertThat(out.readLine()).isEqualTo("heard");
            interrupt(run);

            assertThat(run.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(137);
        } finally {
            run.destroyForcibly();
        }
    }

    private static boolean ignoresInterrupts() throws IOException {
        String mask = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(mask.substring(7).strip(), 16) & 1 << 1) != 0;
    }

    private void interrupt(Process process) throws Exception {
        assertThat(run("", List.of("sh", "-c", "kill -INT " + process.pid())).status)
                .isZero();
    }

    private static Process startJebena(String... arguments) throws IOException {
        return new ProcessBuilder(java(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "exec", "rate"})
    void bench_json_hasAllValuesAndNoFailure(String what) throws Exception {
        Ended bench = jebena("", "bench", what, "-n", "6", "--warm", "1", "--json");

        assertThat(bench.status).as(bench.err).isZero();
        assertThat(bench.out)
                .matches("\\{\"bench\":.*\\}\\s*")
                .contains("\"rows\":[{\"name\":\"jebena", "\"failures\":0", "\"median\":")
                .doesNotContain("null");
    }

    private Path busyboxRoot() throws IOException {
        assumeTrue(Files.isExecutable(BUSYBOX), "no " + BUSYBOX + " here: install busybox-static");
        Path root = directory.resolve("busybox");
        Files.createDirectories(root.resolve("bin"));
        Files.copy(BUSYBOX, root.resolve("bin/busybox"));
        root.resolve("bin/busybox").toFile().setExecutable(true);
        return root;
    }

    /** An image as {@code docker save} writes it: a manifest, a configuration and one layer. */
    private Path dockerArchive(Path root) throws Exception {
        Path folder = Files.createDirectories(directory.resolve("archive"));
        Path layer = folder.resolve("layer.tar");
        assertThat(run("", List.of("tar", "-C", root.toString(), "-cf", layer.toString(), ".")).status)
                .isZero();
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/bin/busybox\",\"echo\","
                + "\"from the image\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + Digest.sha256Of(Files.readAllBytes(layer)) + "\"]}}";
        Files.writeString(folder.resolve("config.json"), config);
        Files.writeString(
                folder.resolve("manifest.json"),
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"test/pot:1\"],\"Layers\":[\"layer.tar\"]}]");
        Path archive = directory.resolve("pot.tar");
        assertThat(run(
                                "",
                                List.of(
                                        "tar",
                                        "-C",
                                        folder.toString(),
                                        "-cf",
                                        archive.toString(),
                                        "manifest.json",
                                        "config.json",
                                        "layer.tar"))
                        .status)
                .isZero();
        return archive;
    }

    private Ended jebena(String input, String... arguments) throws Exception {
        return run(input, java(arguments));
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", "target/jebena.jar"));
        command.addAll(List.of(arguments));
        return command;
    }

    private Ended run(String input, List<String> command) throws IOException, InterruptedException {
        Path in = Files.writeString(directory.resolve("in"), input);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end within " + SECONDS + " s");
        }
        return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
}
