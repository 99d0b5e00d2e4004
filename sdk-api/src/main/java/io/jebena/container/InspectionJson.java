// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.user.UserSpec;
import io.jebena.value.HealthCheck;
import io.jebena.value.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An inspection in the words of the Docker Engine API. */
final class InspectionJson {
    /** What Go writes for a time that is not set. */
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final Inspection inspection;
    private final ContainerSpec spec;

    private InspectionJson(Inspection inspection) {
        this.inspection = inspection;
        this.spec = inspection.spec();
    }

    static Map<String, Object> of(Inspection inspection) {
        return new InspectionJson(inspection).container();
    }

    private Map<String, Object> container() {
        List<String> command = new ArrayList<>(spec.entrypoint().orElse(List.of()));
        command.addAll(spec.command());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("Id", inspection.id().toString());
        json.put("Created", inspection.createdAt());
        json.put("Path", command.isEmpty() ? "" : command.get(0));
        json.put("Args", command.isEmpty() ? command : command.subList(1, command.size()));
        json.put("State", state());
        json.put("Image", inspection.image().map(Object::toString).orElse(""));
        json.put("ResolvConfPath", "");
        json.put("HostnamePath", "");
        json.put("HostsPath", "");
        json.put("LogPath", inspection.storage().log().map(Object::toString).orElse(""));
        json.put("Name", "/" + spec.name().orElse(""));
        json.put("RestartCount", inspection.state().restartCount());
        json.put("Driver", inspection.storage().driver());
        json.put("Platform", "linux");
        json.put("MountLabel", "");
        json.put("ProcessLabel", String.join(":", spec.security().seLinuxLabels()));
        json.put("AppArmorProfile", spec.security().appArmor().orElse(""));
        json.put("ExecIDs", null);
        json.put("HostConfig", HostConfigJson.of(spec));
        json.put("GraphDriver", graphDriver());
        json.put("Mounts", HostConfigJson.mountPoints(spec));
        json.put("Config", config());
        json.put("NetworkSettings", network());
        return present(json);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // JSON has nulls; the writer takes them
    private static Map<String, Object> present(Map<String, @Nullable Object> json) {
        return (Map<String, Object>) (Map<String, ?>) json;
    }

    private Map<String, Object> state() {
        Inspection.State state = inspection.state();
        ContainerState status = state.status();
        boolean restarting = status == ContainerState.RESTARTING;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "Status",
                status == ContainerState.REMOVED ? "removing" : status.name().toLowerCase(Locale.ROOT));
        json.put("Running", status.alive() || restarting);
        json.put("Paused", status == ContainerState.PAUSED);
        json.put("Restarting", restarting);
        json.put("OOMKilled", state.exit().map(ExitStatus::oomKilled).orElse(false));
        json.put("Dead", status == ContainerState.DEAD);
        json.put("Pid", state.pid());
        json.put("ExitCode", state.exit().map(ExitStatus::code).orElse(0));
        json.put("Error", "");
        json.put("StartedAt", state.startedAt().map(Object::toString).orElse(NEVER));
        json.put("FinishedAt", state.finishedAt().map(Object::toString).orElse(NEVER));
        state.health().ifPresent(health -> json.put("Health", health(health)));
        return json;
    }

    private static Map<String, Object> health(Health health) {
        List<Map<String, Object>> log = new ArrayList<>();
        for (Health.Probe probe : health.log()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("Start", probe.start());
            json.put("End", probe.end());
            json.put("ExitCode", probe.exitCode());
            json.put("Output", probe.output());
            log.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Status", health.status().name().toLowerCase(Locale.ROOT));
        json.put("FailingStreak", health.failingStreak());
        json.put("Log", log);
        return json;
    }

    private Map<String, Object> graphDriver() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Name", inspection.storage().driver());
        json.put("Data", inspection.storage().data());
        return json;
    }

    private Map<String, Object> config() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("Hostname", spec.hostname().orElse(""));
        json.put("Domainname", spec.domainname().orElse(""));
        json.put("User", spec.user().map(UserSpec::toString).orElse(""));
        json.put("AttachStdin", false);
        json.put("AttachStdout", spec.stdout().kind() != Output.Kind.DISCARD);
        json.put("AttachStderr", spec.stderr().kind() != Output.Kind.DISCARD);
        json.put("ExposedPorts", set(inspection.imageConfig().exposedPorts()));
        json.put("Tty", spec.tty());
        json.put("OpenStdin", spec.stdin().kind() != Input.Kind.NONE);
        json.put("StdinOnce", spec.stdin().kind() != Input.Kind.NONE);
        json.put(
                "Env",
                spec.env().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
        json.put("Cmd", spec.command().isEmpty() ? null : spec.command());
        spec.healthCheck().ifPresent(check -> json.put("Healthcheck", healthCheck(check)));
        json.put("Image", image());
        json.put("Volumes", volumes());
        json.put("WorkingDir", spec.workdir().orElse(""));
        json.put("Entrypoint", spec.entrypoint().orElse(null));
        json.put("OnBuild", null);
        json.put("Labels", spec.labels());
        spec.stopSignal().map(Signal::name).ifPresent(signal -> json.put("StopSignal", signal));
        json.put("StopTimeout", spec.stopTimeout().toSeconds());
        if (!inspection.imageConfig().shell().isEmpty()) {
            json.put("Shell", inspection.imageConfig().shell());
        }
        return present(json);
    }

    private String image() {
        if (spec.root() instanceof RootSource.FromImage image) {
            return image.reference().familiar();
        }
        return spec.root() instanceof RootSource.FromImageId id ? id.id().toString() : "";
    }

    private @Nullable Object volumes() {
        List<String> volumes = inspection.imageConfig().volumes();
        return volumes.isEmpty() ? null : set(volumes);
    }

    /** Go's form of a set. */
    private static Map<String, Object> set(List<String> members) {
        Map<String, Object> json = new LinkedHashMap<>();
        members.forEach(member -> json.put(member, Map.of()));
        return json;
    }

    private static Map<String, Object> healthCheck(HealthCheck check) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Test", check.test());
        nanos(json, "Interval", check.interval());
        nanos(json, "Timeout", check.timeout());
        nanos(json, "StartPeriod", check.startPeriod());
        nanos(json, "StartInterval", check.startInterval());
        if (check.retries() > 0) {
            json.put("Retries", check.retries());
        }
        return json;
    }

    private static void nanos(Map<String, Object> json, String name, Optional<Duration> duration) {
        duration.ifPresent(d -> json.put(name, d.toNanos()));
    }

    /** There is none but the loopback. */
    private static Map<String, Object> network() {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String empty : List.of("Bridge", "SandboxID", "SandboxKey")) {
            json.put(empty, "");
        }
        json.put("Ports", Map.of());
        json.put("HairpinMode", false);
        json.put("LinkLocalIPv6Address", "");
        json.put("LinkLocalIPv6PrefixLen", 0);
        json.put("SecondaryIPAddresses", List.of());
        json.put("SecondaryIPv6Addresses", List.of());
        for (String empty : List.of("EndpointID", "Gateway", "GlobalIPv6Address")) {
            json.put(empty, "");
        }
        json.put("GlobalIPv6PrefixLen", 0);
        json.put("IPAddress", "");
        json.put("IPPrefixLen", 0);
        json.put("IPv6Gateway", "");
        json.put("MacAddress", "");
        json.put("Networks", Map.of());
        return json;
    }
}
