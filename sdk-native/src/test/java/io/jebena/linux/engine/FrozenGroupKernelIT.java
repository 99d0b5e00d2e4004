// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jebena.Jebena;
import io.jebena.capability.Capability;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.engine.ContainerEngine;
import io.jebena.namespace.NamespaceMode;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A container may make groups below its own, and stop what is in them: it ends all the same. */
@Tag("guest")
class FrozenGroupKernelIT extends EngineTestBase {
    private static final String VERSION_1 =
            """
            mkdir -p /tmp/groups && mount -t cgroup -o freezer c /tmp/groups && mkdir -p /tmp/groups/a/b || exit 1
            sleep 1000 <&- >/dev/null 2>&1 &
            echo $! >/tmp/groups/a/b/cgroup.procs
            echo FROZEN >/tmp/groups/a/freezer.state
            echo FROZEN >/tmp/groups/a/b/freezer.state
            """;
    private static final String VERSION_2 =
            """
            mkdir -p /tmp/groups && mount -t cgroup2 c /tmp/groups && mkdir -p /tmp/groups/a/b || exit 1
            sleep 1000 <&- >/dev/null 2>&1 &
            echo $! >/tmp/groups/a/b/cgroup.procs
            echo 1 >/tmp/groups/a/cgroup.freeze
            echo 1 >/tmp/groups/a/b/cgroup.freeze
            """;

    private static ContainerSpec.Builder mounter(Path root) {
        return ContainerSpec.builder()
                .rootfs(root)
                .throwAway(true)
                .command(STUBBORN)
                .addCapability(Capability.SYS_ADMIN);
    }

    private static void freezeBelow(Container container) {
        boolean version1 = HostSnapshot.lines(Path.of("/proc/self/mountinfo")).stream()
                .anyMatch(line -> line.matches(".* - cgroup .*\\bfreezer\\b.*"));
        container.exec("sh", "-c", version1 ? VERSION_1 : VERSION_2).expectExit(0);
    }

    /** A JVM that is killed while its container has frozen itself in part. */
    static final class Victim {
        public static void main(String[] arguments) {
            ContainerEngine engine = Jebena.open(options -> options.root(Path.of(arguments[0])));
            freezeBelow(engine.containers()
                    .create(mounter(Path.of(arguments[1])).build())
                    .start());
            System.out.println("frozen");
            engine.containers().list().forEach(Container::waitFor);
        }
    }

    @Test
    void close_partFrozenFromWithin_endsAll() {
        Container container = start(mounter(Busybox.root()));
        freezeBelow(container);
        String id = container.id().toString();

        container.close();

        assertThat(Groups.ofAll()).noneMatch(group -> group.toString().contains(id));
        assertThat(engine.containers().list(true)).isEmpty();
    }

    @Test
    void close_pidNamespaceShared_partFrozenFromWithin_endsAll() {
        try (Container owner = start(spec(STUBBORN).name("owner"))) {
            Container container =
                    start(mounter(Busybox.root()).namespaces(n -> n.pid(NamespaceMode.container("owner"))));
            freezeBelow(container);
            String id = container.id().toString();

            container.close();

            assertThat(Groups.ofAll()).noneMatch(group -> group.toString().contains(id));
            assertThat(owner.exec("ps").stdout().lines().filter(line -> line.contains("sleep 1000")))
                    .hasSize(1);
        }
    }

    @Test
    void jvm_killed_partFrozenFromWithin_isSweptByTheNext() {
        Path root = folder.resolve("crashed");
        try (ChildEngine child = ChildEngine.start(Victim.class, root, Busybox.root())) {
            assertThat(child.line()).isEqualTo("frozen");
            Set<String> engines = HostSnapshot.names(root.resolve("engines"));
            child.kill();
            child.join();

            try (ContainerEngine next = Jebena.open(options -> options.root(root))) {
                assertThat(next.containers().list(true)).isEmpty();
                for (String engine : engines) {
                    assertThat(Groups.of(engine)).isEmpty();
                }
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Processes.leftOf(engines)).isEmpty());
        }
    }
}
