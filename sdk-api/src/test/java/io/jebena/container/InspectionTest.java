// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.image.ImageConfig;
import io.jebena.value.ContainerId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InspectionTest {
    private static Inspection inspection(ContainerState status, Optional<Health> health) {
        ContainerSpec spec = ContainerSpec.builder()
                .image("alpine:3.20")
                .name("some")
                .entrypoint("/entry")
                .command("a", "b")
                .build();
        return new Inspection(
                ContainerId.random(),
                Instant.parse("2024-01-01T00:00:00Z"),
                spec,
                new Inspection.State(status, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0, health),
                Optional.empty(),
                ImageConfig.builder().exposedPorts(List.of("80/tcp")).build(),
                new Inspection.Storage("overlay2", Map.of(), Optional.of(Path.of("/log"))));
    }

    @Test
    void json_members_areThoseOfTheEngine() {
        Map<String, Object> json = InspectionJson.of(inspection(ContainerState.RUNNING, Optional.empty()));
        assertThat(json)
                .containsOnlyKeys(words("Id Created Path Args State Image ResolvConfPath HostnamePath HostsPath LogPath"
                        + " Name RestartCount Driver Platform MountLabel ProcessLabel AppArmorProfile ExecIDs"
                        + " HostConfig GraphDriver Mounts Config NetworkSettings"));
        assertThat(map(json, "State"))
                .containsOnlyKeys(words("Status Running Paused Restarting OOMKilled Dead Pid ExitCode Error StartedAt"
                        + " FinishedAt"));
        assertThat(map(json, "Config"))
                .containsKeys(words("Hostname Domainname User AttachStdin AttachStdout AttachStderr ExposedPorts Tty"
                        + " OpenStdin StdinOnce Env Cmd Image Volumes WorkingDir Entrypoint OnBuild Labels"
                        + " StopTimeout"));
        assertThat(map(json, "HostConfig"))
                .containsKeys(words("Binds ContainerIDFile LogConfig NetworkMode PortBindings RestartPolicy AutoRemove"
                        + " VolumeDriver VolumesFrom ConsoleSize CapAdd CapDrop CgroupnsMode Dns DnsOptions DnsSearch"
                        + " ExtraHosts GroupAdd IpcMode Cgroup Links OomScoreAdj PidMode Privileged PublishAllPorts"
                        + " ReadonlyRootfs SecurityOpt UTSMode UsernsMode ShmSize Runtime Isolation CpuShares Memory"
                        + " NanoCpus CgroupParent BlkioWeight BlkioWeightDevice BlkioDeviceReadBps"
                        + " BlkioDeviceWriteBps BlkioDeviceReadIOps BlkioDeviceWriteIOps CpuPeriod CpuQuota"
                        + " CpuRealtimePeriod CpuRealtimeRuntime CpusetCpus CpusetMems Devices DeviceCgroupRules"
                        + " DeviceRequests MemoryReservation MemorySwap MemorySwappiness OomKillDisable PidsLimit"
                        + " Ulimits CpuCount CpuPercent IOMaximumIOps IOMaximumBandwidth MaskedPaths ReadonlyPaths"));
        assertThat(map(json, "NetworkSettings"))
                .containsKeys(words("Bridge SandboxID SandboxKey Ports HairpinMode EndpointID Gateway IPAddress"
                        + " IPPrefixLen IPv6Gateway MacAddress Networks"));
    }

    @Test
    void json_ofARestartingContainer_runsToo() {
        Map<String, Object> state =
                map(InspectionJson.of(inspection(ContainerState.RESTARTING, Optional.empty())), "State");
        assertThat(state)
                .containsEntry("Running", true)
                .containsEntry("Restarting", true)
                .containsEntry("Pid", 0);
        assertThat(state).containsEntry("StartedAt", "0001-01-01T00:00:00Z");
    }

    @Test
    void json_commandAndHealth_areSplitAndTold() {
        Health health = new Health(
                Health.Status.UNHEALTHY, 3, List.of(new Health.Probe(Instant.EPOCH, Instant.EPOCH, 1, "no")));
        Map<String, Object> json = InspectionJson.of(inspection(ContainerState.RUNNING, Optional.of(health)));
        assertThat(json).containsEntry("Path", "/entry").containsEntry("Args", List.of("a", "b"));
        assertThat(map(map(json, "State"), "Health"))
                .containsEntry("Status", "unhealthy")
                .containsEntry("FailingStreak", 3);
    }

    @Test
    void text_ofEveryKindOfValue_isJson() {
        assertThat(Json.text(Arrays.asList(1, true, null, "a\"\\\n\t\u0001é\ud83d\ude00\ud800", Map.of(), List.of())))
                .isEqualTo("[1,true,null,\"a\\\"\\\\\\n\\t\\u0001é\ud83d\ude00\\ud800\",{},[]]");
        assertThat(Json.text(Map.of("k", Map.of("i", Instant.EPOCH))))
                .isEqualTo("{\"k\":{\"i\":\"1970-01-01T00:00:00Z\"}}");
    }

    private static String[] words(String text) {
        return text.split(" ");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> json, String name) {
        return (Map<String, Object>) json.get(name);
    }
}
