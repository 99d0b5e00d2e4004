// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.error.ConflictException;
import io.jebena.namespace.IpcMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What processes of two containers have in common of System V and POSIX message queues, semaphores and shared memory. */
@Tag("guest")
class IpcKernelIT extends EngineTestBase {
    private static final List<String> EVERYTHING = List.of(
            "shm: from the producer",
            "sem: taken",
            "msg: from the producer",
            "mqueue: from the producer",
            "posix shm: from the producer");

    private static ContainerSpec.Builder program(String role) {
        return spec("/ipc", role)
                .addMount(Mount.bind(CProgram.of("ipc"), "/ipc").readOnly(true));
    }

    private Container producer(IpcMode mode) throws IOException {
        Container container = start(program("produce").name("producer").ipc(mode));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(container.stdout(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).as(container.stderrText()).startsWith("ready");
        }
        return container;
    }

    private List<String> consumed(IpcMode mode) {
        return run(program("consume").ipc(mode)).expectExit(0).stdout().lines().toList();
    }

    @Test
    void shareable_joined_sharesEverything() throws IOException {
        try (Container producer = producer(IpcMode.SHAREABLE)) {
            assertThat(consumed(IpcMode.container("producer"))).isEqualTo(EVERYTHING);
            assertThat(producer.exec("ls", "/dev/shm").stdout()).isEqualTo("jebena\n");
        }
    }

    @Test
    void shareable_notJoined_sharesNothing() throws IOException {
        try (Container producer = producer(IpcMode.SHAREABLE)) {
            assertThat(consumed(IpcMode.PRIVATE)).hasSize(5).allSatisfy(line -> assertThat(line)
                    .endsWith(": No such file or directory"));
            assertThat(producer.pid()).isPresent();
        }
    }

    @Test
    void private_joined_isRefusedWithAHint() throws IOException {
        for (IpcMode mode : List.of(IpcMode.PRIVATE, IpcMode.NONE)) {
            try (Container donor = start(spec(STUBBORN).name("donor").ipc(mode))) {
                assertThat(donor.pid()).isPresent();
                assertThatExceptionOfType(ConflictException.class)
                        .isThrownBy(() -> run(spec("true").ipc(IpcMode.container("donor"))))
                        .withMessageContaining("non-shareable IPC")
                        .withMessageContaining("SHAREABLE");
            }
        }
    }

    @Test
    void none_sharedMemoryFolder_isAbsent() {
        assertThat(run(spec("ls", "-d", "/dev/shm").ipc(IpcMode.NONE))
                        .exitStatus()
                        .code())
                .isNotZero();
        assertThat(run(spec("ls", "-d", "/dev/mqueue").ipc(IpcMode.NONE))
                        .exitStatus()
                        .code())
                .isZero();
    }

    @Test
    void joined_whatTheConsumerMakes_isSeenByTheDonor() {
        try (Container donor =
                start(spec(STUBBORN).name("donor").ipc(IpcMode.SHAREABLE).shmSize("1m"))) {
            run(spec("sh", "-c", "echo hello > /dev/shm/greeting").ipc(IpcMode.container("donor")))
                    .expectExit(0);
            assertThat(donor.exec("cat", "/dev/shm/greeting").stdout()).isEqualTo("hello\n");
            assertThat(run(spec("df", "-k", "/dev/shm").ipc(IpcMode.container("donor")))
                            .stdout())
                    .contains(" 1024 ");
        }
    }
}
