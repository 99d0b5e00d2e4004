// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.error.ContainerException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paths of a root or a specification that point out of the container: none leads there. */
class PathEscapeKernelIT extends EngineTestBase {
    private static final int DESCRIPTORS = 24;

    private Path root;
    private Path outside;
    private Path source;

    @BeforeEach
    void makeRoot() throws IOException {
        root = copyOfRoot("links");
        outside = Files.createDirectory(folder.resolve("outside"));
        source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("mark"), "from the source");
        String up = "../".repeat(20);
        link("absolute", outside.toString());
        link("climbing", up + outside.toString().substring(1));
        link("magic", "/proc/self/root" + outside);
        link("cwd", "/proc/self/cwd/" + up + outside.toString().substring(1));
        link("top", up);
        link("loop", "loop");
        link("file", outside + "/made");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    private ContainerSpec.Builder linked(String script) {
        return ContainerSpec.builder().rootfs(root).command("sh", "-c", script);
    }

    private void assertOutsideUntouched() {
        assertThat(outside).isEmptyDirectory();
        assertThat(source).isDirectoryContaining("glob:**/mark");
    }

    /** Runs it, or has it refused by a typed exception; says what it printed. */
    private String outcome(ContainerSpec.Builder spec) {
        try {
            return run(spec).stdout();
        } catch (ContainerException e) {
            assertThat(e.getMessage()).isNotBlank();
            return "";
        }
    }

    @Test
    void mountTarget_throughLinks_staysBelowTheRoot() {
        for (String link : List.of("absolute", "climbing", "magic", "cwd", "top", "loop")) {
            for (Mount mount : List.of(
                    Mount.bind(source, "/" + link + "/a/b"),
                    Mount.bind(source, "/" + link),
                    Mount.tmpfs("/" + link + "/t"),
                    Mount.tmpfs("/" + link))) {
                outcome(linked("true").addMount(mount));
                assertOutsideUntouched();
                assertThat(host("cat", "/proc/self/mountinfo")).doesNotContain(outside.toString());
            }
        }
        assertThat(folder).isDirectoryContaining("glob:**/outside");
    }

    @Test
    void mountOfAFile_ontoALinkToAMissingFile_makesNoneOutside() {
        outcome(linked("true").addMount(Mount.bind(source.resolve("mark"), "/file")));
        outcome(linked("true").addMount(Mount.bind(source.resolve("mark"), "/absolute/new")));

        assertOutsideUntouched();
    }

    @Test
    void mountTarget_withDots_isRefusedOrBelowTheRoot() {
        for (String target : List.of("/../../x", "/a/../../../x", "/./../x", "/..", "/")) {
            try {
                run(linked("true").addMount(Mount.bind(source, target)));
            } catch (ContainerException e) {
                assertThat(e).isInstanceOfAny(InvalidSpecException.class, LaunchException.class);
            }
        }
        assertOutsideUntouched();
        assertThat(Path.of("/x")).doesNotExist();
    }

    @Test
    void workdir_throughLinks_isMadeBelowTheRoot() {
        for (String link : List.of("absolute", "climbing", "magic", "cwd", "top", "loop", "file")) {
            for (String workdir : List.of("/" + link, "/" + link + "/new/folder")) {
                String seen = outcome(linked("pwd; ls /; echo x > here").workdir(workdir));
                assertThat(seen).as(workdir).doesNotContain("junit", "boot", "lost+found");
                assertOutsideUntouched();
            }
        }
    }

    @Test
    void workdir_withDots_isRefused() {
        for (String workdir : List.of("/../..", "/absolute/../../..", "/dev/fd/3/../..")) {
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> run(linked("true").workdir(workdir)))
                    .satisfies(e -> assertThat(e.field()).isEqualTo("workdir"));
        }
    }

    /** The way of CVE-2024-21626: a descriptor of the host's that is open while the container starts. */
    @Test
    void workdir_throughADescriptor_isRefused() {
        for (int number = 0; number < DESCRIPTORS; number++) {
            for (String workdir : List.of("/proc/self/fd/" + number, "/dev/fd/" + number, "/proc/1/fd/" + number)) {
                ContainerSpec.Builder spec =
                        linked("pwd; ls -d ../../../../../../*").workdir(workdir);
                assertThat(outcome(spec)).as(workdir).doesNotContain("/lost+found", "/boot", "/junit");
            }
        }
    }

    @Test
    void execWorkdir_throughADescriptor_isRefused() throws IOException {
        link("fd3", "/proc/self/fd/3");
        try (Container container = start(linked("sleep 1000"))) {
            String inside = container.exec("stat", "-c", "%d", "/").stdout();
            for (int number = 0; number < DESCRIPTORS; number++) {
                String workdir = "/proc/self/fd/" + number;
                assertThatExceptionOfType(LaunchException.class)
                        .as(workdir)
                        .isThrownBy(() -> container.exec(e ->
                                e.command("stat", "-c", "%d", "/proc/self/cwd/").workdir(workdir)));
            }
            assertThat(container
                            .exec(e -> e.command("stat", "-c", "%d", ".").workdir("/usr"))
                            .stdout())
                    .isEqualTo(inside);
        }
    }

    @Test
    void program_throughADescriptor_isRefused() {
        for (int number = 3; number < DESCRIPTORS; number++) {
            String program = "/proc/self/fd/" + number;
            assertThatExceptionOfType(LaunchException.class).as(program).isThrownBy(() -> run(spec(program)));
        }
    }

    @Test
    void devAndProc_thatAreLinksInTheRoot_areRefusedOrBelowIt() throws IOException {
        for (String directory : List.of("proc", "dev", "sys", "etc")) {
            Path bad = copyOfRoot("bad-" + directory);
            host("rm", "-rf", bad.resolve(directory).toString());
            Files.createSymbolicLink(bad.resolve(directory), outside);

            outcome(ContainerSpec.builder().rootfs(bad).command("true"));
            outcome(ContainerSpec.builder().rootfs(bad).command("true").user("alice"));

            assertOutsideUntouched();
        }
    }

    @Test
    void accounts_linkedToTheHosts_areNotRead() throws IOException {
        Files.writeString(outside.resolve("passwd"), "mallory:x:4242:4242::/:/bin/sh\n");
        Files.delete(root.resolve("etc/passwd"));
        Files.createSymbolicLink(root.resolve("etc/passwd"), outside.resolve("passwd"));

        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> run(linked("id -u").user("mallory")));
        try (Container container = start(linked("sleep 1000"))) {
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> container.exec(e -> e.command("id").user("mallory")));
        }
        Files.delete(outside.resolve("passwd"));
    }

    @Test
    void containersFiles_swappedWhileItStarts_neverLeadOut() throws Exception {
        Path swapped = Files.createDirectory(root.resolve("swapped"));
        Files.createDirectory(swapped.resolve("in"));
        Path link = Files.createSymbolicLink(root.resolve("swap-link"), outside);
        Thread swapper = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                boolean there =
                        swapped.toFile().renameTo(root.resolve("swap-aside").toFile());
                link.toFile().renameTo(swapped.toFile());
                swapped.toFile().renameTo(link.toFile());
                if (there) {
                    root.resolve("swap-aside").toFile().renameTo(swapped.toFile());
                }
            }
        });
        swapper.start();
        try {
            for (int i = 0; i < 100; i++) {
                outcome(linked("echo x > here")
                        .workdir("/swapped/in/a" + i)
                        .addMount(Mount.tmpfs("/swapped/in/t" + i)));
                outcome(linked("true").addMount(Mount.bind(source, "/swapped/b" + i)));
            }
        } finally {
            swapper.interrupt();
            swapper.join();
        }
        assertOutsideUntouched();
    }

    @Test
    void accounts_pointedAtEndlessOrBlockingFiles_areNoAccounts() {
        try (Container container = create(spec("sleep", "1000")).start()) {
            for (String trap : List.of("/proc/kmsg", "/proc/1/pagemap", "/proc/kcore", "/dev/zero", "/proc/1/mem")) {
                container.exec("ln", "-sf", trap, "/etc/passwd").expectExit(0);
                container.exec("ln", "-sf", trap, "/etc/group").expectExit(0);

                assertThat(container
                                .exec("cat", "/proc/self/status")
                                .expectExit(0)
                                .stdout())
                        .as(trap)
                        .contains("Uid:\t0\t0");
            }
        }
    }
}
