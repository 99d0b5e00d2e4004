// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jebena.Jebena;
import io.jebena.capability.Capability;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.Mount;
import io.jebena.engine.ContainerEngine;
import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.KernelException;
import io.jebena.error.LaunchException;
import io.jebena.error.NotFoundException;
import io.jebena.namespace.NamespaceMode;
import io.jebena.security.SeccompProfile;
import io.jebena.value.Resources;
import io.jebena.value.Rlimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every step of a start that can fail does so with an exception that names it and a way out; the container is as before,
 * and nothing is left on the machine.
 */
@Tag("guest")
class FailingStepKernelIT extends EngineTestBase {
    private Path tree;
    private HostSnapshot before;

    @BeforeEach
    void warmUp() {
        tree = copyOfRoot("tree");
        assertThat(run(in("true")).exitStatus().success()).isTrue();
        assertThat(engine.images().list()).isEmpty();
        before = HostSnapshot.take(root());
    }

    private ContainerSpec.Builder in(String... command) {
        return ContainerSpec.builder().rootfs(tree).throwAway(true).command(command);
    }

    /** The start fails with this type, twice the same way, and leaves the container as it was made. */
    private <E extends ContainerException> E failing(Class<E> type, ContainerSpec.Builder spec) {
        Container container = create(spec);
        HostSnapshot made = HostSnapshot.take(root());

        E failure = catchThrowableOfType(type, container::start);
        assertThat(failure).as("the failure of " + container.spec()).isNotNull();
        assertThat(container.state()).isEqualTo(ContainerState.CREATED);
        assertThat(container.pid()).isEmpty();
        made.assertNothingNew();

        assertThatExceptionOfType(type).isThrownBy(container::start).withMessage(failure.getMessage());
        made.assertNothingNew();

        container.remove();
        before.assertNothingNew();
        assertThatExceptionOfType(type).isThrownBy(() -> run(spec)).withMessage(failure.getMessage());
        before.assertNothingNew();
        return failure;
    }

    private LaunchException failingStep(String stage, String named, ContainerSpec.Builder spec) {
        LaunchException failure = failing(LaunchException.class, spec);
        assertThat(failure.stage()).as(failure.getMessage()).isEqualTo(stage);
        assertThat(failure).hasMessageContaining(named);
        assertThat(failure.errno()).isPositive();
        return failure;
    }

    private void assertCode(LaunchException failure, int code, String remedy) {
        assertThat(failure.exitCode()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(remedy);
    }

    private Path file(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(tree.resolve(name), content);
        host("chmod", mode, file.toString());
        return file;
    }

    @Test
    void program_missing_is127AndCanBeRetried() throws IOException {
        assertCode(
                failingStep("exec", "no-such-program", in("no-such-program")),
                127,
                "not found in $PATH (/usr/local/sbin:");
        assertCode(failingStep("exec", "/no/such", in("/no/such")), 127, "check the command");

        Container container = create(in("/bin/later"));
        assertThatExceptionOfType(LaunchException.class).isThrownBy(container::start);
        file("bin/later", "#!/bin/sh\nexit 6\n", "755");
        assertThat(container.start().waitFor(PATIENCE).code()).isEqualTo(6);
        container.remove();
        Files.delete(tree.resolve("bin/later"));
        before.assertNothingNew();
    }

    @Test
    void program_notExecutable_is126() throws IOException {
        file("bin/plain", "#!/bin/sh\n", "644");
        assertCode(failingStep("exec", "/bin/plain", in("/bin/plain")), 126, "permission bits");
        assertCode(failingStep("exec", "/etc", in("/etc")), 126, "permission bits");
        file("bin/text", "no program at all\n", "755");
        assertCode(failingStep("exec", "/bin/text", in("/bin/text")), 126, "#! line");
        file("bin/private", "#!/bin/sh\n", "700");
        assertCode(failingStep("exec", "/bin/private", in("/bin/private").user("alice")), 126, "this user");
    }

    @Test
    void program_withoutItsInterpreter_is127AndSaysSo() throws IOException {
        file("bin/script", "#!/no/such/shell\n", "755");

        LaunchException failure = failingStep("exec", "/bin/script", in("/bin/script"));

        assertCode(failure, 127, "interpreter");
    }

    @Test
    void argumentsAndEnvironment_moreThanTheKernelTakes_areNamed() {
        String[] command = new String[40];
        Arrays.fill(command, "x".repeat(100_000));
        command[0] = "true";
        LaunchException together = failingStep("exec", "too long", in(command).addRlimit("stack=65536:65536"));
        assertThat(together).hasMessageContaining("E2BIG").hasMessageContaining("stack");
        failingStep("exec", "128 KiB each", in("true", "x".repeat(200_000)));
    }

    @Test
    void argumentsAndEnvironment_moreThanTheLauncherTakes_areNamed() {
        String[] command = new String[50];
        Arrays.fill(command, "x".repeat(100_000));
        assertThat(failing(InvalidSpecException.class, in(command)).field()).isEqualTo("command");
        String[] many = new String[40_000];
        Arrays.fill(many, "x");
        assertThat(failing(InvalidSpecException.class, in(many)))
                .hasMessageContaining("40000")
                .hasMessageContaining("32768");
        ContainerSpec.Builder env = in("true");
        for (int i = 0; i < 50; i++) {
            env.putEnv("LARGE" + i, "x".repeat(100_000));
        }
        assertThat(failing(InvalidSpecException.class, env).field()).isEqualTo("env");
        assertThat(failing(InvalidSpecException.class, env.command("true").user("alice"))
                        .field())
                .isEqualTo("env");
    }

    @Test
    void groups_moreThanTheKernelTakes_areNamed() {
        Set<String> groups =
                IntStream.rangeClosed(1, 70_000).mapToObj(Integer::toString).collect(Collectors.toSet());

        assertThat(failing(InvalidSpecException.class, in("true").groups(groups)))
                .hasMessageContaining("65536")
                .satisfies(e -> assertThat(e.field()).isEqualTo("groups"));
    }

    @Test
    void user_unknown_isNamed() {
        assertThat(failing(InvalidSpecException.class, in("true").user("nobody-here")))
                .hasMessageContaining("nobody-here");
        assertThat(failing(InvalidSpecException.class, in("true").user("root:no-group")))
                .hasMessageContaining("no-group");
        assertThat(failing(InvalidSpecException.class, in("true").groups(Set.of("no-such-group"))))
                .hasMessageContaining("no-such-group");
    }

    @Test
    void workdir_thatIsAFile_isNamed() {
        failingStep("working directory", "/etc/passwd", in("true").workdir("/etc/passwd"));
        failingStep("working directory", "/etc/passwd/below", in("true").workdir("/etc/passwd/below"));
    }

    @Test
    void mount_thatDoesNotFit_isNamed() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path missing = folder.resolve("missing");

        assertThat(failing(InvalidSpecException.class, in("true").addMount(Mount.bind(missing, "/mnt"))))
                .hasMessageContaining(missing.toString());
        assertThat(failing(LaunchException.class, in("true").addMount(Mount.bind(directory, "/etc/passwd"))))
                .hasMessageContaining("/etc/passwd");
        assertThat(failing(LaunchException.class, in("true").addMount(Mount.bind(file, "/etc"))))
                .hasMessageContaining("/etc");
        assertThat(failing(LaunchException.class, in("true").addMount(Mount.tmpfs("/etc/passwd/tmp"))))
                .hasMessageContaining("/etc/passwd/tmp");
    }

    @Test
    void root_missingOrAFile_isNamed() throws IOException {
        Path missing = folder.resolve("no-root");
        assertThat(failingAnywhere(ContainerSpec.builder().rootfs(missing).command("true")))
                .hasMessageContaining(missing.toString());
        Path file = Files.writeString(folder.resolve("file-root"), "x");
        assertThat(failingAnywhere(ContainerSpec.builder().rootfs(file).command("true")))
                .hasMessageContaining(file.toString());
    }

    /** What may be found out when the container is made, or only when it starts. */
    private ContainerException failingAnywhere(ContainerSpec.Builder spec) {
        ContainerException failure = catchThrowableOfType(ContainerException.class, () -> run(spec));
        assertThat(failure).as("the failure of " + spec.build()).isNotNull();
        before.assertNothingNew();
        return failure;
    }

    @Test
    void limit_aboveTheHosts_isNamed() {
        long files = Long.parseLong(host("cat", "/proc/sys/fs/nr_open").strip());
        Rlimit tooMany = new Rlimit(Rlimit.Kind.NOFILE, files + 1, files + 1);
        failingStep("limit", "nofile", in("true").addRlimit(tooMany));

        InvalidSpecException cpus = catchThrowableOfType(
                InvalidSpecException.class, () -> run(in("true").cpus(4096)));
        assertThat(cpus.field()).isEqualTo("cpus");
        before.assertNothingNew();
    }

    @Test
    void oomScore_belowWhatIsPermitted_isNamed() {
        Busybox.require(!held(Capability.SYS_RESOURCE), "this host holds CAP_SYS_RESOURCE, which permits any score");

        failingStep("limit", "oom_score_adj", in("true").oomScoreAdj(-1000));
    }

    @Test
    void capability_notHeld_isNamed() {
        Capability missing = Arrays.stream(Capability.values())
                .filter(c -> !held(c))
                .findFirst()
                .orElse(null);
        Busybox.require(missing != null, "this host holds every capability");

        ContainerException failure = failingAnywhere(in("true").addCapability(missing));

        assertThat(failure).isInstanceOf(InvalidSpecException.class).hasMessageContaining(missing.toString());
    }

    private static boolean held(Capability capability) {
        return HostProbe.held().available().contains(capability);
    }

    @Test
    void seccompProfile_broken_isNamed() {
        assertThat(failingAnywhere(in("true").seccomp(SeccompProfile.ofJson("{\"defaultAction\":"))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("seccomp");
        assertThat(failingAnywhere(in("true").seccomp(SeccompProfile.ofJson("{\"defaultAction\":\"SCMP_ACT_MAYBE\"}"))))
                .hasMessageContaining("SCMP_ACT_MAYBE");
    }

    @Test
    void seccompProfile_thatForbidsExec_isReportedNotHung() {
        String profile = "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"execve\"],"
                + "\"action\":\"SCMP_ACT_ERRNO\"}]}";

        failingStep("exec", "true", in("/bin/true").seccomp(SeccompProfile.ofJson(profile)));
    }

    @Test
    void namespaces_ofAContainerThatDoesNotRun_areNamed() {
        assertThat(failing(
                        NotFoundException.class,
                        in("true").namespaces(n -> n.network(NamespaceMode.container("nobody")))))
                .hasMessageContaining("nobody");

        Container ended = start(in("true").name("ended"));
        ended.waitFor(PATIENCE);
        ContainerStateException failure = catchThrowableOfType(
                ContainerStateException.class,
                () -> run(in("true").namespaces(n -> n.ipc(NamespaceMode.container("ended")))));
        assertThat(failure.expected()).isEqualTo("running");
        ended.remove();
        before.assertNothingNew();
    }

    @Test
    void image_missing_isNotFound() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> engine.containers().run(c -> c.image("no/such:image")))
                .satisfies(e -> assertThat(e.kind()).isEqualTo("image"));
        before.assertNothingNew();
    }

    @Test
    void exec_failing_leavesTheContainerRunning() {
        Container container = start(in(STUBBORN));
        container.exec("true").expectExit(0);
        HostSnapshot running = HostSnapshot.take(root());

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> container.exec("no-such-program"))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(127));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> container.exec(e -> e.command("true").workdir("/etc/passwd")));
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> container.exec(e -> e.command("true").user("nobody-here")));
        running.assertNothingNew();

        assertThat(container.exec("echo", "alive").stdout()).isEqualTo("alive\n");
        container.close();
        before.assertNothingNew();
    }

    @Test
    void space_exhausted_isTypedAndRecovers() throws IOException {
        Path small = Files.createDirectory(folder.resolve("small"));
        host("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", small.toString());
        try (ContainerEngine full = Jebena.open(options -> options.root(small.resolve("root")))) {
            full.containers().run(in("true").build());
            fill(small.resolve("ballast"));

            assertThatExceptionOfType(KernelException.class)
                    .isThrownBy(() -> full.containers().run(in("true").build()))
                    .satisfies(e -> assertThat(e.errnoName()).isEqualTo("ENOSPC"));
            assertThat(full.containers().list(true)).isEmpty();

            Files.delete(small.resolve("ballast"));
            HostSnapshot empty = HostSnapshot.take(small.resolve("root"));
            assertThat(full.containers().run(in("true").build()).exitStatus().success())
                    .isTrue();
            empty.assertNothingNew();
        } finally {
            host("umount", small.toString());
        }
        before.assertNothingNew();
    }

    @Test
    void space_exhaustedBeforeTheStart_startsNothing() throws IOException {
        Path small = Files.createDirectory(folder.resolve("small"));
        host("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", small.toString());
        try (ContainerEngine full = Jebena.open(options -> options.root(small.resolve("root")))) {
            full.containers().run(in("true").build());
            for (int spare = 0; spare < 6; spare++) {
                Container container = full.containers().create(in(STUBBORN).build());
                HostSnapshot made = HostSnapshot.take(small.resolve("root"));
                fill(small.resolve("ballast"));
                give(small.resolve("ballast"), spare);
                KernelException failure = catchThrowableOfType(KernelException.class, container::start);
                Files.delete(small.resolve("ballast"));
                if (failure != null) {
                    assertThat(failure.errnoName()).isEqualTo("ENOSPC");
                    container.close();
                    made.assertNothingNew();
                }
                container.close();
            }
        } finally {
            host("umount", small.toString());
        }
        before.assertNothingNew();
    }

    /** Gives some pages back, so that the start gets further each time. */
    private static void give(Path ballast, int pages) throws IOException {
        try (var file = Files.newByteChannel(ballast, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 4096L * pages);
        }
    }

    private static void fill(Path ballast) throws IOException {
        byte[] page = new byte[4096];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void processes_limitedToNone_areNamed() {
        // the limit counts the first process: a plan that clones is refused by the kernel, not hung
        assertThat(run(in("sh", "-c", "true & wait; echo $?")
                                .resources(Resources.builder().pids(1).build()))
                        .stderr())
                .contains("fork");
        before.assertNothingNew();
    }

    @Test
    void engineRoot_thatIsAFile_isAHostRequirement() throws IOException {
        Path file = Files.writeString(folder.resolve("not-a-root"), "x");

        assertThatExceptionOfType(HostRequirementException.class)
                .isThrownBy(() -> Jebena.open(options -> options.root(file)))
                .satisfies(e -> assertThat(e.remedy()).contains("EngineOptions.root"));
        before.assertNothingNew();
    }
}
