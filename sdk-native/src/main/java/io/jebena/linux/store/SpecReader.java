// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.jebena.capability.Capability;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.NamespaceMode;
import io.jebena.namespace.Namespaces;
import io.jebena.security.SeccompProfile;
import io.jebena.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads what {@link SpecWriter} wrote; streams come back as the default. */
final class SpecReader {
    private final JsonNode json;
    private final ContainerSpec.Builder spec = ContainerSpec.builder();

    private SpecReader(JsonNode json) {
        this.json = json;
    }

    static ContainerSpec read(JsonNode json) {
        SpecReader reader = new SpecReader(json);
        reader.root();
        reader.process();
        reader.limits();
        reader.security();
        reader.namespaces(json.path("namespaces"));
        reader.mounts();
        return reader.spec.build();
    }

    private void root() {
        text("image", spec::image);
        text("rootfs", path -> spec.rootfs(Path.of(path)));
        if (json.has("hostRootfs")) {
            spec.hostRootfs();
        }
    }

    private void process() {
        text("name", spec::name);
        if (json.has("entrypoint")) {
            spec.entrypoint(texts("entrypoint"));
        }
        spec.command(texts("command"));
        spec.env(map("env"));
        text("workdir", spec::workdir);
        text("user", spec::user);
        spec.groups(texts("groups"));
        text("hostname", spec::hostname);
        text("domainname", spec::domainname);
        spec.labels(map("labels"));
        spec.throwAway(json.path("throwAway").asBoolean());
        spec.autoRemove(json.path("autoRemove").asBoolean());
        text("stopSignal", spec::stopSignal);
        text("stopTimeout", time -> spec.stopTimeout(Duration.parse(time)));
    }

    private void limits() {
        if (json.has("memory")) {
            spec.memory(ByteSize.bytes(json.get("memory").asLong()));
        }
        if (json.has("cpus")) {
            spec.cpus(json.get("cpus").asDouble());
        }
        if (json.has("pids")) {
            spec.pids(json.get("pids").asLong());
        }
        texts("rlimits").forEach(spec::addRlimit);
        spec.oomScoreAdj(json.path("oomScoreAdj").asInt());
        spec.umask(json.path("umask").asInt());
        spec.shmSize(ByteSize.bytes(json.path("shmSize").asLong()));
        spec.readOnlyRoot(json.path("readOnlyRoot").asBoolean());
    }

    private void security() {
        spec.addCapabilities(capabilities("addCapabilities"));
        spec.dropCapabilities(capabilities("dropCapabilities"));
        text("seccomp", ignored -> spec.seccomp(SeccompProfile.UNCONFINED));
        text("seccompProfile", profile -> spec.seccomp(SeccompProfile.ofJson(profile)));
        spec.noNewPrivileges(json.path("noNewPrivileges").asBoolean());
        if (json.has("maskedPaths")) {
            spec.security(s -> s.maskedPaths(texts("maskedPaths")));
        }
        if (json.has("readOnlyPaths")) {
            spec.security(s -> s.readOnlyPaths(texts("readOnlyPaths")));
        }
    }

    private List<Capability> capabilities(String field) {
        return texts(field).stream().map(Capability::parse).toList();
    }

    private void namespaces(JsonNode node) {
        Namespaces.Builder namespaces = Namespaces.builder()
                .pid(mode(node, "pid"))
                .network(mode(node, "network"))
                .ipc(mode(node, "ipc"))
                .uts(mode(node, "uts"))
                .cgroup(mode(node, "cgroup"))
                .user(mode(node, "user"))
                .time(mode(node, "time"));
        if (node.has("uidMappings")) {
            namespaces.uidMappings(mappings(node.get("uidMappings"))).gidMappings(mappings(node.get("gidMappings")));
        }
        if (node.has("monotonicOffset")) {
            namespaces
                    .monotonicOffset(Duration.parse(node.get("monotonicOffset").asText()))
                    .boottimeOffset(Duration.parse(node.get("boottimeOffset").asText()));
        }
        spec.namespaces(namespaces.build());
    }

    private static NamespaceMode mode(JsonNode node, String field) {
        return NamespaceMode.parse(node.path(field).asText());
    }

    private static List<IdMapping> mappings(JsonNode list) {
        List<IdMapping> mappings = new ArrayList<>();
        list.forEach(m -> mappings.add(
                new IdMapping(m.get(0).asLong(), m.get(1).asLong(), m.get(2).asLong())));
        return mappings;
    }

    private void mounts() {
        for (JsonNode node : json.path("mounts")) {
            String target = node.path("target").asText();
            Mount mount;
            if (node.has("source")) {
                mount = Mount.bind(Path.of(node.get("source").asText()), target);
            } else {
                mount = Mount.tmpfs(target).mode(node.path("mode").asInt());
                if (node.has("size")) {
                    mount = mount.size(ByteSize.bytes(node.get("size").asLong()));
                }
            }
            spec.addMount(mount.readOnly(node.path("readOnly").asBoolean())
                    .executable(node.path("executable").asBoolean()));
        }
    }

    private void text(String field, Consumer<String> set) {
        if (json.has(field)) {
            set.accept(json.get(field).asText());
        }
    }

    private List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        json.path(field).forEach(t -> texts.add(t.asText()));
        return texts;
    }

    private Map<String, String> map(String field) {
        Map<String, String> map = new LinkedHashMap<>();
        json.path(field)
                .properties()
                .forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        return map;
    }
}
