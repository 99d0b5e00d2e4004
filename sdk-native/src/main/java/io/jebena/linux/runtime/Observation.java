// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.container.Inspection;
import io.jebena.container.ProcessTable;
import io.jebena.image.ImageConfig;
import io.jebena.linux.fd.HostFile;
import io.jebena.linux.log.ContainerLog;
import io.jebena.linux.snapshot.RootLayers;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.user.UserSpec;
import io.jebena.value.Digest;
import io.jebena.value.HealthCheck;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be told of containers: everything that is settled about them, and their processes. */
final class Observation {
    private static final HealthCheck NOTHING = HealthCheck.builder().build();

    private final Surroundings surroundings;
    private final Readiness readiness;

    Observation(Surroundings surroundings, Readiness readiness) {
        this.surroundings = surroundings;
        this.readiness = readiness;
    }

    Inspection inspect(Subject subject) {
        ContainerRecord record = subject.record();
        Blueprint blueprint = subject.blueprint();
        Inspection.State state = new Inspection.State(
                subject.state(),
                record.pid(),
                Optional.ofNullable(record.exit()),
                Optional.ofNullable(record.startedAt()),
                Optional.ofNullable(record.finishedAt()),
                record.life().restartCount(),
                readiness.health(subject));
        return new Inspection(
                record.id(),
                record.createdAt(),
                effective(record, blueprint),
                state,
                Optional.ofNullable(record.image()).map(Digest::parse),
                blueprint.image(),
                storage(record, blueprint));
    }

    /** What was asked for, laid over what the image says and the engine's defaults. */
    private static ContainerSpec effective(ContainerRecord record, Blueprint blueprint) {
        ContainerSpec asked = record.spec();
        ImageConfig image = blueprint.image();
        EffectiveProcess process = blueprint.process();
        Map<String, String> labels = new LinkedHashMap<>(image.labels());
        labels.putAll(asked.labels());
        ContainerSpec.Builder spec = asked.toBuilder()
                .name(record.name())
                .hostname(blueprint.hostname())
                .env(process.env())
                .workdir(process.workdir())
                .labels(labels)
                .resources(record.terms().resources())
                .restart(record.terms().restart());
        List<String> entrypoint = asked.entrypoint().orElse(image.entrypoint());
        if (entrypoint.equals(List.of(""))) {
            entrypoint = List.of();
        }
        if (!entrypoint.isEmpty()) {
            spec.entrypoint(entrypoint);
        }
        spec.command(process.arguments()
                .subList(entrypoint.size(), process.arguments().size()));
        process.user().map(UserSpec::toString).ifPresent(spec::user);
        asked.stopSignal().or(blueprint::stopSignal).ifPresent(spec::stopSignal);
        if (asked.healthCheck().isPresent() || image.healthCheck().isPresent()) {
            spec.healthCheck(
                    asked.healthCheck().orElse(NOTHING).over(image.healthCheck().orElse(NOTHING)));
        }
        spec.security(asked.security().with(security -> security.maskedPaths(DefaultMounts.maskedPaths(asked))
                .readOnlyPaths(DefaultMounts.readOnlyPaths(asked))));
        return spec.build();
    }

    private Inspection.Storage storage(ContainerRecord record, Blueprint blueprint) {
        Map<String, String> data = new LinkedHashMap<>();
        blueprint.root().layers().ifPresent(layers -> describe(layers, data));
        String id = record.id().toString();
        Path log = ContainerLog.file(
                surroundings.root().container(id), id, record.spec().log());
        return new Inspection.Storage("overlay2", data, Optional.of(log).filter(HostFile::exists));
    }

    private static void describe(RootLayers layers, Map<String, String> data) {
        data.put("LowerDir", layers.lowers().stream().map(Path::toString).collect(Collectors.joining(":")));
        data.put("UpperDir", layers.changes().toString());
        data.put("WorkDir", layers.changes().resolveSibling("work").toString());
    }

    ProcessTable top(Subject subject) {
        return ProcessList.of(subject, subject.requireLive("list the processes of"));
    }
}
