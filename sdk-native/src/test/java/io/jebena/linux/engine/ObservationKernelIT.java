// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.Inspection;
import io.jebena.container.Mount;
import io.jebena.container.ProcessTable;
import io.jebena.container.Ready;
import io.jebena.container.RestartPolicy;
import io.jebena.error.ContainerStateException;
import io.jebena.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of containers. */
class ObservationKernelIT extends EngineTestBase {
    private JsonNode json(Container container) {
        try {
            return new ObjectMapper().readTree(container.inspect().toJson());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void top_ofARunningContainer_isWhatPsOnTheHostSays() {
        assumeTrue(Files.isExecutable(Path.of("/bin/ps")), "the host has no ps to compare with");
        try (Container container = start(shell("sleep 1234 & echo up; exec sleep 4321"))) {
            container.awaitReady(Ready.logLine("up"), PATIENCE);
            ProcessTable table = container.top();
            assertThat(table.titles()).containsExactly("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");
            assertThat(table.processes()).hasSize(2);
            for (List<String> row : table.processes()) {
                String[] lines = host("ps", "-f", "-p", row.get(1)).split("\n");
                List<String> expected = Arrays.asList(lines[1].strip().split("\\s+", 8));
                // a minute may begin between the two looks
                assertThat(row.subList(0, 4)).isEqualTo(expected.subList(0, 4));
                assertThat(row.subList(5, 8)).isEqualTo(expected.subList(5, 8));
                assertThat(row.get(4)).matches("[0-9]{2}:[0-9]{2}");
            }
        }
    }

    @Test
    void top_ofAPausedContainer_isThereAndOfAStoppedOneRefused() {
        try (Container container = start(spec(STUBBORN))) {
            container.pause();
            assertThat(container.top().processes()).hasSize(1);
            container.kill();
            assertThatExceptionOfType(ContainerStateException.class)
                    .isThrownBy(container::top)
                    .withMessageContaining("not running");
        }
    }

    @Test
    void inspect_ofAContainerThatEndedAtOnce_tellsItsTimes() {
        try (Container container = create(shell("exit 3"))) {
            JsonNode before = json(container);
            assertThat(before.at("/State/Status").asText()).isEqualTo("created");
            assertThat(before.at("/State/StartedAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
            container.start().waitFor();
            JsonNode state = json(container).get("State");
            assertThat(state.get("Status").asText()).isEqualTo("exited");
            assertThat(state.get("Running").asBoolean()).isFalse();
            assertThat(state.get("ExitCode").asInt()).isEqualTo(3);
            assertThat(state.get("Error").asText()).isEmpty();
            assertThat(state.get("Pid").asInt()).isZero();
            assertThat(state.has("Health")).isFalse();
            Instant started = Instant.parse(state.get("StartedAt").asText());
            Instant finished = Instant.parse(state.get("FinishedAt").asText());
            assertThat(started).isAfter(Instant.parse(before.get("Created").asText()));
            assertThat(finished).isAfterOrEqualTo(started);
            JsonNode ports = json(container).at("/NetworkSettings/Ports");
            assertThat(ports.isObject()).isTrue();
            assertThat(ports).isEmpty();
        }
    }

    @Test
    void inspect_ofWhatWasAskedFor_hasItAndTheDefaults() throws IOException {
        Path volume = Files.createDirectories(folder.resolve("volume"));
        try (Container container = create(spec("sleep", "1000")
                .name("observed")
                .entrypoint("env")
                .putEnv("A", "\"quoted\"\n")
                .putLabel("team", "jebena")
                .memory(ByteSize.mebibytes(64))
                .restart(RestartPolicy.onFailure(3))
                .workdir("/srv")
                .user("1000:1000")
                .addMount(Mount.bind(volume, "/data").readOnly(true))
                .addMount(Mount.tmpfs("/scratch"))
                .healthCheck(h -> h.command("true").interval(Duration.ofMinutes(1))))) {
            container.start();
            JsonNode json = json(container);
            assertThat(json.get("Id").asText()).isEqualTo(container.id().toString());
            assertThat(json.get("Name").asText()).isEqualTo("/observed");
            assertThat(json.get("Path").asText()).isEqualTo("env");
            assertThat(json.get("Args")).extracting(JsonNode::asText).containsExactly("sleep", "1000");
            assertThat(json.at("/State/Pid").asInt()).isEqualTo(container.pid().getAsInt());
            assertThat(json.at("/State/Health/Status").asText()).isEqualTo("starting");
            assertThat(json.at("/Config/Hostname").asText())
                    .isEqualTo(container.id().shortForm());
            assertThat(json.at("/Config/Env"))
                    .extracting(JsonNode::asText)
                    .contains("A=\"quoted\"\n")
                    .anyMatch(e -> e.startsWith("PATH="));
            assertThat(json.at("/Config/Labels/team").asText()).isEqualTo("jebena");
            assertThat(json.at("/Config/User").asText()).isEqualTo("1000:1000");
            assertThat(json.at("/Config/Healthcheck/Interval").asLong()).isEqualTo(60_000_000_000L);
            assertThat(json.at("/HostConfig/Memory").asLong()).isEqualTo(64L << 20);
            assertThat(json.at("/HostConfig/MemorySwap").asLong()).isEqualTo(128L << 20);
            assertThat(json.at("/HostConfig/RestartPolicy/Name").asText()).isEqualTo("on-failure");
            assertThat(json.at("/HostConfig/RestartPolicy/MaximumRetryCount").asInt())
                    .isEqualTo(3);
            assertThat(json.at("/HostConfig/MaskedPaths"))
                    .extracting(JsonNode::asText)
                    .contains("/proc/kcore");
            assertThat(json.at("/HostConfig/Binds/0").asText()).isEqualTo(volume + ":/data:ro");
            assertThat(json.at("/Mounts/0/RW").asBoolean()).isFalse();
            assertThat(json.at("/GraphDriver/Data/UpperDir").asText()).endsWith("/upper");
            Inspection inspection = container.inspect();
            assertThat(inspection.spec().resources().memory()).contains(ByteSize.mebibytes(64));
            assertThat(inspection.state().status()).isEqualTo(ContainerState.RUNNING);
        }
    }
}
