// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.capability.Capability;
import io.jebena.error.InvalidSpecException;
import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import io.jebena.namespace.NamespaceMode;
import io.jebena.security.SeccompProfile;
import io.jebena.user.UserSpec;
import io.jebena.value.ByteSize;
import io.jebena.value.Digest;
import io.jebena.value.Rlimit;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerSpecTest {
    private static ContainerSpec.Builder host() {
        return ContainerSpec.builder().hostRootfs().command("true");
    }

    private static Arguments bad(String field, String problem, Consumer<ContainerSpec.Builder> change) {
        return Arguments.of(field, problem, change);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                bad("name", "character '/' at 1", b -> b.name("a/b")),
                bad("name", "256 characters", b -> b.name("x".repeat(256))),
                bad("labels", "a name is empty", b -> b.putLabel("", "v")),
                bad("labels", "zero character at 1", b -> b.labels(Map.of("a\0", "v"))),
                bad("label a", "zero character at 0", b -> b.putLabel("a", "\0")),
                bad("image", "use lower case", b -> b.image("Alpine")),
                bad("image", "hexadecimal digits", b -> b.image("sha256:" + "1".repeat(65))),
                bad("image", "not a lower-case hexadecimal digit", b -> b.image("sha256:xyz")),
                bad("command", "zero character at 1", b -> b.command("a\0b")),
                bad("command", "name the program", b -> b.command(List.of())),
                bad("entrypoint", "zero character", b -> b.entrypoint("\0")),
                bad("env", "has a '='", b -> b.putEnv("A=B", "c")),
                bad("env", "is empty", b -> b.env(Map.of("", "c"))),
                bad("env A", "zero character", b -> b.putEnv("A", "\0")),
                bad("workdir", "not an absolute path", b -> b.workdir("tmp")),
                bad("workdir", "has \"..\"", b -> b.workdir("/a/../b")),
                bad("user", "character ' '", b -> b.user("a b")),
                bad("groups", "character '/'", b -> b.groups(List.of("ok", "a/b"))),
                bad("hostname", "character '!' at 2", b -> b.hostname("ab!")),
                bad("hostname", "65 characters", b -> b.hostname("x".repeat(65))),
                bad("hostname", "character '-' at 0", b -> b.hostname("-a")),
                bad("domainname", "0 characters", b -> b.domainname("")),
                bad("memory", "minimum of 6 MiB", b -> b.memory("5m")),
                bad("memory", "character 'x'", b -> b.memory("5x")),
                bad("cpus", "at least 0.01", b -> b.cpus(0)),
                bad("pids", "below 1", b -> b.pids(-1)),
                bad("capabilities", "unknown capability \"NOPE\"", b -> b.addCapability("NOPE")),
                bad("capabilities", "unknown capability", b -> b.dropCapability("")),
                bad("rlimits", "unknown", b -> b.addRlimit("files=3")),
                bad("oomScoreAdj", "1001", b -> b.oomScoreAdj(1001)),
                bad("umask", "1000", b -> b.umask(01000)),
                bad("shmSize", "it is 0", b -> b.shmSize(ByteSize.ZERO)),
                bad("shmSize", "character", b -> b.shmSize("?")),
                bad("stopSignal", "unknown", b -> b.stopSignal("NOPE")),
                bad("stopTimeout", "negative", b -> b.stopTimeout(Duration.ofMillis(-1))),
                bad("maskedPaths", "not an absolute path", b -> b.security(s -> s.maskedPaths(List.of("proc")))),
                bad("readOnlyPaths", "has \"..\"", b -> b.security(s -> s.readOnlyPaths(List.of("/..")))),
                bad("mounts", "cannot be \"/\"", b -> b.addMount(Mount.tmpfs("//"))),
                bad("mounts", "not an absolute path", b -> b.addMount(Mount.bind(Path.of("/a"), "b"))),
                bad(
                        "mounts",
                        "size for /b",
                        b -> b.addMount(Mount.bind(Path.of("/a"), "/b").size("1m"))),
                bad("mounts", "mode", b -> b.addMount(Mount.tmpfs("/b").mode(010000))),
                bad("mounts", "size 0", b -> b.addMount(Mount.tmpfs("/b").size("0"))),
                bad(
                        "mounts",
                        "duplicate mount point: /b",
                        b -> b.mounts(List.of(Mount.tmpfs("/b"), Mount.tmpfs("/./b/")))),
                bad("hostname", "the uts namespace is host", b -> b.hostname("x")
                        .namespaces(n -> n.uts(NamespaceMode.HOST))),
                bad("domainname", "the uts namespace is container:x", b -> b.domainname("x")
                        .namespaces(n -> n.uts(NamespaceMode.container("x")))),
                bad(
                        "namespaces",
                        "go together",
                        b -> b.namespaces(n -> n.uidMappings(List.of(new io.jebena.namespace.IdMapping(0, 1, 1))))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refused")
    void build_wrongValue_namesFieldAndProblem(String field, String problem, Consumer<ContainerSpec.Builder> change) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> {
                    ContainerSpec.Builder builder = host();
                    change.accept(builder);
                    builder.build();
                })
                .satisfies(e -> assertThat(e.field()).isEqualTo(field))
                .withMessageContaining(problem);
    }

    @Test
    void build_noRoot_isRefused() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> ContainerSpec.builder().command("true").build())
                .withMessageContaining("call image, rootfs or hostRootfs");
    }

    @Test
    void build_nothingElseSet_isTheSafeDefault() {
        ContainerSpec spec = host().build();

        assertThat(spec.stdin().kind()).isEqualTo(Input.Kind.NONE);
        assertThat(spec.stdout().kind()).isEqualTo(Output.Kind.CAPTURE);
        assertThat(spec.umask()).isEqualTo(022);
        assertThat(spec.shmSize()).isEqualTo(ByteSize.mebibytes(64));
        assertThat(spec.stopTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(spec.entrypoint()).isEmpty();
        assertThat(spec.throwAway()).isTrue();
        assertThat(spec.autoRemove()).isFalse();
        assertThat(spec.security().noNewPrivileges()).isFalse();
    }

    @Test
    void image_nameIdOrImage_isTheRoot() {
        String hex = "0123456789abcdef".repeat(4);
        var byId = new RootSource.FromImageId(Digest.sha256(hex));

        assertThat(ContainerSpec.builder().image("alpine").build().root())
                .isEqualTo(new RootSource.FromImage(ImageReference.parse("alpine:latest")));
        assertThat(ContainerSpec.builder().image(hex).build().root()).isEqualTo(byId);
        assertThat(ContainerSpec.builder().image("sha256:0123").build().root())
                .isEqualTo(new RootSource.FromImage(ImageReference.parse("0123"), "sha256:0123"));
        assertThat(ContainerSpec.builder().image("sha256:" + hex).build().root())
                .isEqualTo(byId);
        assertThat(ContainerSpec.builder()
                        .image(Image.builder(Digest.sha256(hex)).build())
                        .build()
                        .root())
                .isEqualTo(byId);
    }

    @Test
    void rootfs_relativePath_isMadeAbsolute() {
        ContainerSpec spec =
                ContainerSpec.builder().rootfs(Path.of("here")).entrypoint("sh").build();

        assertThat(spec.root()).isInstanceOfSatisfying(RootSource.FromDirectory.class, d -> assertThat(d.directory())
                .isAbsolute());
        assertThat(spec.throwAway()).isFalse();
    }

    @Test
    void toBuilder_everythingSet_keepsIt() {
        ContainerSpec full = host().name("pot")
                .entrypoint("env")
                .env(Map.of("A", "1"))
                .putEnv("B", "2")
                .workdir("/tmp//x/")
                .user("nobody:users")
                .groups(List.of("7", "audio"))
                .hostname("h")
                .domainname("d")
                .putLabel("k", "v")
                .memory("64m")
                .cpus(0.5)
                .pids(9)
                .addCapability("ALL")
                .dropCapability(Capability.BPF)
                .noNewPrivileges(true)
                .seccomp(SeccompProfile.UNCONFINED)
                .namespaces(n -> n.network(NamespaceMode.HOST))
                .addRlimit("nofile=5")
                .addRlimit("nofile=6")
                .oomScoreAdj(-5)
                .umask(077)
                .shmSize("1m")
                .addMount(Mount.bind(Path.of("/srv"), "/srv").readOnly(true))
                .readOnlyRoot(true)
                .autoRemove(true)
                .stopSignal("USR1")
                .stopTimeout(Duration.ZERO)
                .stdin(Input.of("in"))
                .stdout(Output.discard())
                .stderr(Output.inherit())
                .build();

        ContainerSpec copy = full.toBuilder().build();

        assertThat(copy).usingRecursiveComparison().isEqualTo(full);
        assertThat(copy.env()).containsExactly(Map.entry("A", "1"), Map.entry("B", "2"));
        assertThat(copy.workdir()).contains("/tmp/x");
        assertThat(copy.user()).contains(UserSpec.parse("nobody:users"));
        assertThat(copy.rlimits()).containsExactly(new Rlimit(Rlimit.Kind.NOFILE, 6, 6));
        assertThat(copy.security().capabilities().added()).isEqualTo(Capability.ALL);
        assertThat(copy.stopSignal()).contains(Signal.USR1);
        assertThat(copy.mounts()).singleElement().satisfies(m -> {
            assertThat(m.readOnly()).isTrue();
            assertThat(m.source()).contains(Path.of("/srv"));
            assertThat(m).hasToString("/srv on /srv (read-only)");
        });
    }

    @Test
    void builder_changedAfterBuild_doesNotChangeTheSpec() {
        ContainerSpec.Builder builder =
                host().putEnv("A", "1").putLabel("l", "1").addRlimit("core=0");
        ContainerSpec spec = builder.build();

        builder.putEnv("B", "2").putLabel("m", "2").addMount(Mount.tmpfs("/x")).rlimits(List.of());

        assertThat(spec.env()).containsOnlyKeys("A");
        assertThat(spec.labels()).containsOnlyKeys("l");
        assertThat(spec.mounts()).isEmpty();
        assertThat(spec.rlimits()).hasSize(1);
    }

    @Test
    void plural_setTwice_replaces() {
        ContainerSpec spec = host().putEnv("A", "1")
                .env(Map.of("B", "2"))
                .putLabel("a", "1")
                .labels(Map.of())
                .addMount(Mount.tmpfs("/x"))
                .mounts(List.of(Mount.tmpfs("/y").executable(true).mode(0700)))
                .build();

        assertThat(spec.env()).containsOnlyKeys("B");
        assertThat(spec.labels()).isEmpty();
        assertThat(spec.mounts()).singleElement().satisfies(m -> {
            assertThat(m.target()).isEqualTo("/y");
            assertThat(m.executable()).isTrue();
            assertThat(m.mode()).isEqualTo(0700);
            assertThat(m.source()).isEmpty();
        });
    }
}
