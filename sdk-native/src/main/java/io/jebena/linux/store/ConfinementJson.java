// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.jebena.capability.Capability;
import io.jebena.container.ContainerSpec;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.NamespaceMode;
import io.jebena.namespace.Namespaces;
import io.jebena.security.Landlock;
import io.jebena.security.SeccompProfile;
import io.jebena.security.SecurityOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What confines a container as JSON, and back. */
final class ConfinementJson {
    private ConfinementJson() {}

    /** As members of an object that is open. */
    static void write(ContainerSpec spec, FieldWriter out) throws IOException {
        out.texts(
                "rlimits",
                spec.rlimits().stream()
                        .map(r -> r.kind().text() + "=" + r.soft() + ":" + r.hard())
                        .toList());
        JsonGenerator json = out.out();
        json.writeNumberField("oomScoreAdj", spec.oomScoreAdj());
        json.writeNumberField("umask", spec.umask());
        json.writeNumberField("shmSize", spec.shmSize().toBytes());
        out.flag("readOnlyRoot", spec.readOnlyRoot());
        json.writeStringField("ipcMode", spec.ipc().toString());
        out.texts("sysctls", spec.sysctls());
        out.texts("devices", spec.devices());
        out.texts("deviceRules", spec.deviceRules());
        write(spec.security(), out);
        json.writeObjectFieldStart("namespaces");
        write(spec.namespaces(), out);
        json.writeEndObject();
    }

    private static void write(SecurityOptions security, FieldWriter out) throws IOException {
        capabilities("addCapabilities", security.capabilities().added(), out);
        capabilities("dropCapabilities", security.capabilities().dropped(), out);
        if (security.seccomp().unconfined()) {
            out.out().writeStringField("seccomp", "unconfined");
        } else {
            out.text("seccompProfile", security.seccomp().json());
        }
        out.flag("noNewPrivileges", security.noNewPrivileges());
        out.flag("privileged", security.privileged());
        out.flag("writableCgroups", security.writableCgroups());
        out.text("appArmor", security.appArmor());
        out.texts("seLinuxLabels", security.seLinuxLabels());
        if (security.landlock().isPresent()) {
            Map<String, String> paths = new LinkedHashMap<>();
            security.landlock().get().paths().forEach((path, access) -> paths.put(path, access.name()));
            out.out().writeBooleanField("landlock", true);
            out.texts("landlockPaths", paths);
        }
        if (security.maskedPaths().isPresent()) {
            out.list("maskedPaths", security.maskedPaths().get());
        }
        if (security.readOnlyPaths().isPresent()) {
            out.list("readOnlyPaths", security.readOnlyPaths().get());
        }
    }

    private static void capabilities(String field, Iterable<Capability> capabilities, FieldWriter out)
            throws IOException {
        List<String> names = new ArrayList<>();
        capabilities.forEach(c -> names.add(c.name()));
        out.texts(field, names);
    }

    private static void write(Namespaces namespaces, FieldWriter out) throws IOException {
        mode("pid", namespaces.pid(), out);
        mode("network", namespaces.network(), out);
        mode("ipc", namespaces.ipc(), out);
        mode("uts", namespaces.uts(), out);
        mode("cgroup", namespaces.cgroup(), out);
        mode("user", namespaces.user(), out);
        mode("time", namespaces.time(), out);
        mappings("uidMappings", namespaces.uidMappings(), out.out());
        mappings("gidMappings", namespaces.gidMappings(), out.out());
        if (namespaces.time().own()) {
            out.out()
                    .writeStringField(
                            "monotonicOffset", namespaces.monotonicOffset().toString());
            out.out()
                    .writeStringField(
                            "boottimeOffset", namespaces.boottimeOffset().toString());
        }
    }

    private static void mode(String field, NamespaceMode mode, FieldWriter out) throws IOException {
        out.out().writeStringField(field, mode.toString());
    }

    private static void mappings(String field, List<IdMapping> mappings, JsonGenerator out) throws IOException {
        if (mappings.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart(field);
        for (IdMapping mapping : mappings) {
            out.writeArray(new long[] {mapping.inside(), mapping.outside(), mapping.count()}, 0, 3);
        }
        out.writeEndArray();
    }

    static void read(FieldReader json, ContainerSpec.Builder spec) {
        json.texts("rlimits").forEach(spec::addRlimit);
        json.small("oomScoreAdj", spec::oomScoreAdj);
        json.small("umask", spec::umask);
        json.size("shmSize", spec::shmSize);
        spec.readOnlyRoot(json.flag("readOnlyRoot"));
        spec.namespaces(namespaces(json.inner("namespaces")));
        json.text("ipcMode", mode -> spec.ipc(IpcMode.parse(mode)));
        spec.sysctls(json.map("sysctls"));
        json.texts("devices").forEach(spec::addDevice);
        json.texts("deviceRules").forEach(spec::addDeviceRule);
        spec.security(security(json));
    }

    private static SecurityOptions security(FieldReader json) {
        SecurityOptions.Builder security = SecurityOptions.builder()
                .addCapabilities(capabilities("addCapabilities", json))
                .dropCapabilities(capabilities("dropCapabilities", json))
                .noNewPrivileges(json.flag("noNewPrivileges"))
                .privileged(json.flag("privileged"))
                .writableCgroups(json.flag("writableCgroups"))
                .seLinuxLabels(json.texts("seLinuxLabels"));
        json.text("seccomp", ignored -> security.seccomp(SeccompProfile.UNCONFINED));
        json.text("seccompProfile", profile -> security.seccomp(SeccompProfile.ofJson(profile)));
        json.text("appArmor", security::appArmor);
        if (json.flag("landlock")) {
            Landlock.Builder landlock = Landlock.builder();
            json.map("landlockPaths").forEach((path, access) -> landlock.allow(Landlock.Access.valueOf(access), path));
            security.landlock(landlock.build());
        }
        json.list("maskedPaths", security::maskedPaths);
        json.list("readOnlyPaths", security::readOnlyPaths);
        return security.build();
    }

    private static List<Capability> capabilities(String field, FieldReader json) {
        return json.texts(field).stream().map(Capability::parse).toList();
    }

    private static Namespaces namespaces(FieldReader json) {
        Namespaces.Builder namespaces = Namespaces.builder()
                .pid(mode("pid", json))
                .network(mode("network", json))
                .ipc(mode("ipc", json))
                .uts(mode("uts", json))
                .cgroup(mode("cgroup", json))
                .user(mode("user", json))
                .time(mode("time", json));
        if (json.has("uidMappings")) {
            namespaces.uidMappings(mappings("uidMappings", json)).gidMappings(mappings("gidMappings", json));
        }
        json.text("monotonicOffset", offset -> namespaces.monotonicOffset(Duration.parse(offset)));
        json.text("boottimeOffset", offset -> namespaces.boottimeOffset(Duration.parse(offset)));
        return namespaces.build();
    }

    private static NamespaceMode mode(String field, FieldReader json) {
        return NamespaceMode.parse(json.node(field).asText());
    }

    private static List<IdMapping> mappings(String field, FieldReader json) {
        List<IdMapping> mappings = new ArrayList<>();
        for (JsonNode m : json.node(field)) {
            mappings.add(
                    new IdMapping(m.get(0).asLong(), m.get(1).asLong(), m.get(2).asLong()));
        }
        return mappings;
    }
}
