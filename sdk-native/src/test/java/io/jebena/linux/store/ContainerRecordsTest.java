// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.capability.Capability;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.Mount;
import io.jebena.container.Output;
import io.jebena.container.RestartPolicy;
import io.jebena.log.LogOptions;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.NamespaceMode;
import io.jebena.security.Landlock;
import io.jebena.security.SeccompProfile;
import io.jebena.value.ByteSize;
import io.jebena.value.ContainerId;
import io.jebena.value.Resources;
import io.jebena.value.Signal;
import io.jebena.value.TerminalSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerRecordsTest {
    private static final String ENGINE = "0123456789ab";

    @TempDir
    Path folder;

    private EngineRoot root;
    private ContainerRecords records;
    private ContainerDirectories directories;

    @BeforeEach
    void openRoot() {
        root = EngineRoot.open(folder);
        records = new ContainerRecords(root);
        directories = new ContainerDirectories(root, ENGINE);
    }

    private static ContainerSpec everything() {
        return ContainerSpec.builder()
                .image("registry.example:5000/team/app:1.2")
                .name("web")
                .entrypoint("/entry", "with space")
                .command("a", "ü\n\"")
                .env(Map.of("A", "=x"))
                .workdir("/srv")
                .user("alice:wheel")
                .groups(List.of("video", "44"))
                .hostname("h1")
                .domainname("example.org")
                .labels(Map.of("k", "v"))
                .memory("64m")
                .cpus(0.5)
                .pids(20)
                .addRlimit("nofile=100:200")
                .oomScoreAdj(7)
                .umask(0b111)
                .shmSize("1m")
                .readOnlyRoot(true)
                .addCapability(Capability.NET_ADMIN)
                .dropCapability(Capability.CHOWN)
                .seccomp(SeccompProfile.ofJson("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}"))
                .noNewPrivileges(true)
                .security(s -> s.maskedPaths(List.of("/proc/kcore")).readOnlyPaths(List.of()))
                .namespaces(n -> n.pid(NamespaceMode.HOST)
                        .ipc(NamespaceMode.container("other"))
                        .uidMappings(List.of(new IdMapping(0, 1000, 1)))
                        .gidMappings(List.of(new IdMapping(0, 1000, 1)))
                        .boottimeOffset(Duration.ofDays(1)))
                .addMount(Mount.bind(Path.of("/src"), "/dst").readOnly(true))
                .addMount(Mount.tmpfs("/tmp").size("1m").mode(0b111_000_000))
                .autoRemove(true)
                .stopSignal("USR1")
                .stopTimeout(Duration.ofMillis(1500))
                .build();
    }

    private static ContainerSpec everythingElse() {
        return ContainerSpec.builder()
                .image("abcdef12")
                .command("a")
                .stdin(Input.open())
                .stdout(Output.discard())
                .tty(true)
                .terminalSize(new TerminalSize(100, 30))
                .log(l -> l.driver(LogOptions.Driver.LOCAL)
                        .maxSize(ByteSize.mebibytes(1))
                        .maxFiles(3)
                        .compress(true))
                .restart("on-failure:3")
                .init(true)
                .detached(true)
                .cidFile(Path.of("/run/web.cid"))
                .healthCheck(h -> h.shell("true")
                        .interval(Duration.ofSeconds(2))
                        .timeout(Duration.ofSeconds(3))
                        .startPeriod(Duration.ofSeconds(4))
                        .startInterval(Duration.ofSeconds(1))
                        .retries(9))
                .ipc(IpcMode.SHAREABLE)
                .putSysctl("net.core.somaxconn", "7")
                .addDevice("/dev/fuse:/dev/f:rw")
                .addDeviceRule("c 10:* rwm")
                .security(s -> s.privileged(true)
                        .writableCgroups(true)
                        .appArmor("mine")
                        .seLinuxLabels(List.of("level:s0"))
                        .landlock(Landlock.builder()
                                .allow(Landlock.Access.READ, "/etc")
                                .build()))
                .resources(r -> r.memory(m -> m.limit(ByteSize.mebibytes(64))
                                .reservation(ByteSize.mebibytes(32))
                                .swap(ByteSize.mebibytes(96))
                                .swappiness(7)
                                .oomKillDisabled(true))
                        .cpu(c -> c.shares(512)
                                .period(50_000)
                                .quota(10_000)
                                .cpuset("0")
                                .memoryNodes("0"))
                        .blockIo(b -> b.weight(300)
                                .deviceWeights(Map.of("/dev/a", 20L))
                                .readBytes(Map.of("/dev/a", 1L))
                                .writeBytes(Map.of("/dev/a", 2L))
                                .readOperations(Map.of("/dev/a", 3L))
                                .writeOperations(Map.of("/dev/a", 4L)))
                        .hugePages(Map.of(ByteSize.mebibytes(2), ByteSize.mebibytes(4))))
                .build();
    }

    @Test
    void write_specWithEverythingElse_readsBackTheSame() throws Exception {
        ContainerRecord made = ContainerRecord.created(
                ContainerId.random(), "web", ENGINE, everythingElse(), "sha256:" + "0".repeat(64));
        Terms terms = new Terms(Resources.UNLIMITED, RestartPolicy.ALWAYS, true);
        made = made.with(terms).with(made.life().restarted(4));
        directories.make(made);
        ContainerRecord read = records.read(made.id().toString()).orElseThrow();
        Path second = folder.resolve("again");
        Files.createDirectory(second);

        ContainerRecords.write(read, second);
        assertThat(second.resolve("record.json"))
                .hasSameTextualContentAs(root.container(made.id().toString()).resolve("record.json"));
        assertThat(read.spec().resources()).isEqualTo(made.spec().resources());
        assertThat(read.spec().healthCheck()).isEqualTo(made.spec().healthCheck());
        assertThat(read.spec().log()).isEqualTo(made.spec().log());
        assertThat(read.spec().root()).isEqualTo(made.spec().root());
        assertThat(read.spec().security().landlock())
                .isEqualTo(made.spec().security().landlock());
        assertThat(read.terms()).isEqualTo(terms);
        assertThat(read.life()).isEqualTo(made.life());
        assertThat(read.image()).isEqualTo(made.image());
    }

    @Test
    void write_specWithEverything_readsBackTheSame() throws Exception {
        ContainerRecord made = ContainerRecord.created(ContainerId.random(), "web", ENGINE, everything(), null);
        directories.make(made);
        ContainerRecord read = records.read(made.id().toString()).orElseThrow();
        Path second = folder.resolve("again");
        Files.createDirectory(second);

        // one spec writes the same bytes as the other: nothing was lost on the way
        ContainerRecords.write(read, second);
        assertThat(second.resolve("record.json"))
                .hasSameTextualContentAs(root.container(made.id().toString()).resolve("record.json"));
        assertThat(read.spec().stopTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(read.spec().namespaces().ipc().container()).contains("other");
    }

    @Test
    void write_runningThenEnded_keepsPidAndExit() {
        ContainerRecord made = ContainerRecord.created(
                ContainerId.random(),
                "web",
                ENGINE,
                ContainerSpec.builder().hostRootfs().command("x").build(),
                null);
        directories.make(made);
        String id = made.id().toString();

        records.write(made.running(42));
        assertThat(records.read(id)).map(ContainerRecord::pid).contains(42);
        records.write(made.running(42).ended(ExitStatus.signaled(Signal.TERM).withOomKilled()));
        ContainerRecord ended = records.read(id).orElseThrow();
        assertThat(ended.pid()).isZero();
        assertThat(ended.exit()).isEqualTo(ExitStatus.signaled(Signal.TERM).withOomKilled());
        assertThat(ended.startedAt()).isNotNull();
    }

    @Test
    void record_mayHoldSecrets_isTheOwnersOnly() throws Exception {
        ContainerRecord made = ContainerRecord.created(
                ContainerId.random(),
                "web",
                ENGINE,
                ContainerSpec.builder()
                        .hostRootfs()
                        .command("x")
                        .putEnv("PASSWORD", "s")
                        .build(),
                null);
        directories.make(made);
        Path file = root.container(made.id().toString()).resolve("record.json");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void hide_container_isGoneForReadersAtOnceAndWrittenNoMore() {
        ContainerRecord made = ContainerRecord.created(
                ContainerId.random(),
                "web",
                ENGINE,
                ContainerSpec.builder().hostRootfs().command("x").build(),
                null);
        directories.make(made);
        String id = made.id().toString();

        directories.hide(id);
        records.write(made.running(1));
        assertThat(records.ids()).isEmpty();
        assertThat(records.read(id)).isEqualTo(Optional.empty());
        directories.deleteHidden(id);
        assertThat(root.containers()).isEmptyDirectory();
    }

    @Test
    void sweep_halfMadeOfADeadEngine_goesThatOfALivingOneStays() throws Exception {
        Files.createDirectories(root.containers().resolve("." + ENGINE + "-" + ContainerId.random() + "/upper/x"));
        Path living = Files.createDirectory(root.containers().resolve(".ffffffffffff-" + ContainerId.random()));

        directories.sweep("ffffffffffff"::equals);

        assertThat(root.containers()).isDirectoryContaining(living::equals);
        assertThat(Files.list(root.containers())).hasSize(1);
    }

    @Test
    void read_damagedRecord_isPassedOverNotFatal() throws Exception {
        ContainerRecord made = ContainerRecord.created(
                ContainerId.random(),
                "web",
                ENGINE,
                ContainerSpec.builder().hostRootfs().command("x").build(),
                null);
        directories.make(made);
        String id = made.id().toString();
        Path file = root.container(id).resolve("record.json");

        for (String damage : List.of("", "{\"id\":", "[]", "{}", "\0\0\0", "{\"id\":\"" + id + "\",\"spec\":7}")) {
            Files.writeString(file, damage);
            assertThat(records.read(id)).as(damage).isEmpty();
            assertThat(records.isDamaged(id)).as(damage).isTrue();
        }
        records.write(made);
        assertThat(records.isDamaged(id)).isFalse();
    }
}
