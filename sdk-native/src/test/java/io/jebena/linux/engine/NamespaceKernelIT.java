// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.NamespaceMode;
import io.jebena.namespace.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each namespace of its own, the host's, or another container's: told by the kernel's own names for them. */
@Tag("guest")
class NamespaceKernelIT extends EngineTestBase {
    private static final Map<String, BiConsumer<Namespaces.Builder, NamespaceMode>> KINDS = Map.of(
            "pid", Namespaces.Builder::pid,
            "net", Namespaces.Builder::network,
            "ipc", Namespaces.Builder::ipc,
            "uts", Namespaces.Builder::uts,
            "cgroup", Namespaces.Builder::cgroup,
            "user", Namespaces.Builder::user,
            "time", Namespaces.Builder::time);

    private static ContainerSpec.Builder with(String kind, NamespaceMode mode) {
        return spec(STUBBORN).namespaces(n -> KINDS.get(kind).accept(n, mode));
    }

    private static String namespaceOf(long pid, String kind) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind))
                    .toString();
        } catch (IOException e) {
            throw new IllegalStateException("no namespace " + kind + " of " + pid, e);
        }
    }

    private static String hosts(String kind) {
        return namespaceOf(ProcessHandle.current().pid(), kind);
    }

    private static String of(Container container, String kind) {
        return namespaceOf(container.pid().orElseThrow(), kind);
    }

    private static String ofExec(Container container, String kind) {
        return container
                .exec("readlink", "/proc/self/ns/" + kind)
                .expectExit(0)
                .stdout()
                .strip();
    }

    @Test
    void byDefault_allAreOwnButUserAndTime() {
        try (Container one = start(spec(STUBBORN));
                Container other = start(spec(STUBBORN))) {
            for (String kind : List.of("mnt", "pid", "net", "ipc", "uts", "cgroup")) {
                assertThat(of(one, kind)).as(kind).isNotEqualTo(hosts(kind)).isNotEqualTo(of(other, kind));
                assertThat(ofExec(one, kind)).as("exec " + kind).isEqualTo(of(one, kind));
            }
            for (String kind : List.of("user", "time")) {
                assertThat(of(one, kind)).as(kind).isEqualTo(hosts(kind));
            }
        }
    }

    @Test
    void host_isTheHosts() {
        for (String kind : KINDS.keySet()) {
            try (Container container = start(with(kind, NamespaceMode.HOST))) {
                assertThat(of(container, kind)).as(kind).isEqualTo(hosts(kind));
                assertThat(ofExec(container, kind)).as("exec " + kind).isEqualTo(hosts(kind));
            }
        }
    }

    @Test
    void own_isAnother() {
        for (String kind : KINDS.keySet()) {
            try (Container container = start(with(kind, NamespaceMode.OWN))) {
                assertThat(of(container, kind)).as(kind).isNotEqualTo(hosts(kind));
                assertThat(ofExec(container, kind)).as("exec " + kind).isEqualTo(of(container, kind));
            }
        }
    }

    @Test
    void ofAnotherContainer_isThatOnes() {
        for (String kind : KINDS.keySet()) {
            ContainerSpec.Builder donor = with(kind, NamespaceMode.OWN).name("first-" + kind);
            if (kind.equals("ipc")) {
                donor.ipc(IpcMode.SHAREABLE);
            }
            try (Container first = start(donor);
                    Container second = start(with(kind, NamespaceMode.container("first-" + kind)))) {
                assertThat(of(second, kind)).as(kind).isEqualTo(of(first, kind)).isNotEqualTo(hosts(kind));
                assertThat(of(second, "mnt")).as(kind).isNotEqualTo(of(first, "mnt"));
                assertThat(ofExec(second, kind)).as("exec " + kind).isEqualTo(of(first, kind));
            }
        }
    }

    @Test
    void sharedPidNamespace_endsWithItsOwner() {
        Container first = start(spec(STUBBORN).name("owner"));
        Container second = start(spec(STUBBORN).namespaces(n -> n.pid(NamespaceMode.container("owner"))));
        assertThat(second.exec("sh", "-c", "ls -d /proc/[0-9]*").stdout()).contains("/proc/1\n");

        first.kill();

        assertThat(second.waitFor(PATIENCE).code()).isEqualTo(137);
        assertThat(run(spec("true")).exitStatus().success()).isTrue();
    }

    @Test
    void hostsPidNamespace_allProcessesEndWithTheFirst() {
        Container container =
                start(shell("sleep 1234 & sleep 1234 & sleep 1234").namespaces(n -> n.pid(NamespaceMode.HOST)));
        List<Long> pids = ProcessHandle.current()
                .descendants()
                .filter(p -> !Processes.isLauncher(Long.toString(p.pid())))
                .map(ProcessHandle::pid)
                .toList();
        assertThat(pids).contains((long) container.pid().orElseThrow());

        container.close();

        assertThat(pids).allSatisfy(pid -> assertThat(Processes.hasEnded(pid)).isTrue());
    }

    @Test
    void userNamespace_withIdMaps_mapsRootToAnOrdinaryUser() {
        // the user outside that root is mapped to has to get to the engine's root
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        List<IdMapping> map = List.of(new IdMapping(0, 300_000, 65_536));
        ContainerSpec.Builder spec = spec("sleep", "1000")
                .namespaces(n -> n.user(NamespaceMode.OWN).uidMappings(map).gidMappings(map));
        try (Container container = start(spec)) {
            String pid = Integer.toString(container.pid().orElseThrow());
            assertThat(Processes.value(pid, "Uid:")).isEqualTo("300000\t300000\t300000\t300000");
            assertThat(Processes.value(pid, "Gid:")).isEqualTo("300000\t300000\t300000\t300000");
            assertThat(container.exec("id", "-u").expectExit(0).stdout()).isEqualTo("0\n");
            assertThat(container.exec(e -> e.command("id", "-u").user("alice")).stdout())
                    .isEqualTo("1000\n");
            assertThat(container
                            .exec("cat", "/proc/self/uid_map")
                            .stdout()
                            .strip()
                            .split(" +"))
                    .containsExactly("0", "300000", "65536");
            assertThat(container
                            .exec("sh", "-c", "mount -t tmpfs none /mnt 2>/dev/null && echo mounted")
                            .stdout())
                    .isEmpty();
            assertThat(container
                            .exec("sh", "-c", "echo x > /dev/null && head -c 4 /dev/zero | wc -c")
                            .stdout()
                            .strip())
                    .isEqualTo("4");
        }
    }

    @Test
    void userNamespace_filesOfTheRoot_belongToItsOwnUsers() {
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        List<IdMapping> map = List.of(new IdMapping(0, 300_000, 65_536));
        ContainerSpec.Builder spec = shell("stat -c %u:%g /bin/busybox /etc/passwd /tmp; echo x >> /etc/passwd;"
                        + " stat -c %u:%g /etc/passwd; touch /etc/new && stat -c %u:%g /etc/new")
                .namespaces(n -> n.user(NamespaceMode.OWN).uidMappings(map).gidMappings(map));

        ProcessResult result = run(spec);

        Busybox.require(!result.stdout().startsWith("65534"), "this kernel or file system maps no owners of layers");
        assertThat(result.stdout()).isEqualTo("0:0\n".repeat(5));
        assertThat(result.stderr()).isEmpty();
    }

    @Test
    void timeNamespace_withOffsets_shiftsTheClocks() {
        Duration shift = Duration.ofDays(1000);
        ContainerSpec.Builder spec = spec(STUBBORN)
                .namespaces(n -> n.time(NamespaceMode.OWN).boottimeOffset(shift).monotonicOffset(shift));
        try (Container container = start(spec)) {
            assertThat(uptime(container.exec("cat", "/proc/uptime").stdout())).isGreaterThan(shift.toSeconds());
        }
        assertThat(uptime(run(spec.command("cat", "/proc/uptime")).stdout())).isGreaterThan(shift.toSeconds());
        assertThat(uptime(run(spec("cat", "/proc/uptime")).stdout())).isLessThan(shift.toSeconds());
    }

    private static double uptime(String file) {
        return Double.parseDouble(file.split(" ", -1)[0]);
    }

    /** Whatever the moment at which a container ends, who was about to enter it is told so, and nothing else. */
    @Test
    void sharing_containerEndsMeanwhile_isAWrongState() {
        for (int i = 0; i < 20; i++) {
            Container other = start(shell("sleep 0.0" + i % 10 + (i % 4)).ipc(IpcMode.SHAREABLE));
            String id = other.id().toString();
            NamespaceMode shared = NamespaceMode.container(id);
            int ended = 0;
            while (ended < 2) {
                ended += refused(() -> run(spec("true").namespaces(n -> n.pid(shared)))) ? 1 : 0;
                ended += refused(() -> run(
                                spec("true").namespaces(n -> n.network(shared).ipc(shared))))
                        ? 1
                        : 0;
                ended += refused(() -> other.exec("true")) ? 1 : 0;
            }
            other.close();
        }
    }

    private static boolean refused(Runnable entering) {
        try {
            entering.run();
            return false;
        } catch (ContainerStateException e) {
            assertThat(e.expected()).isEqualTo("running");
            return true;
        }
    }
}
