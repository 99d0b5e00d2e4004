// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jebena.capability.Capability;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.container.RootSource;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.NamespaceMode;
import io.jebena.namespace.Namespaces;
import io.jebena.security.SecurityOptions;
import io.jebena.value.Rlimit;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a specification as JSON; {@link SpecReader} reads it back. The caller's own streams cannot be kept. */
final class SpecWriter {
    private final JsonGenerator out;

    private SpecWriter(JsonGenerator out) {
        this.out = out;
    }

    static void write(ContainerSpec spec, JsonGenerator out) throws IOException {
        SpecWriter writer = new SpecWriter(out);
        out.writeStartObject();
        writer.root(spec.root());
        writer.process(spec);
        writer.limits(spec);
        writer.security(spec.security());
        writer.namespaces(spec.namespaces());
        writer.mounts(spec.mounts());
        out.writeEndObject();
    }

    private void root(RootSource root) throws IOException {
        if (root instanceof RootSource.FromImage image) {
            out.writeStringField("image", image.given());
        } else if (root instanceof RootSource.FromImageId image) {
            out.writeStringField("image", image.id().toString());
        } else if (root instanceof RootSource.FromDirectory directory) {
            out.writeStringField("rootfs", directory.directory().toString());
        } else {
            out.writeBooleanField("hostRootfs", true);
        }
    }

    private void process(ContainerSpec spec) throws IOException {
        optional("name", spec.name());
        if (spec.entrypoint().isPresent()) {
            texts("entrypoint", spec.entrypoint().get());
        }
        texts("command", spec.command());
        map("env", spec.env());
        optional("workdir", spec.workdir());
        optional("user", spec.user());
        texts("groups", spec.groups());
        optional("hostname", spec.hostname());
        optional("domainname", spec.domainname());
        map("labels", spec.labels());
        out.writeBooleanField("throwAway", spec.throwAway());
        out.writeBooleanField("autoRemove", spec.autoRemove());
        optional("stopSignal", spec.stopSignal());
        out.writeStringField("stopTimeout", spec.stopTimeout().toString());
    }

    private void limits(ContainerSpec spec) throws IOException {
        if (spec.resources().memory().isPresent()) {
            out.writeNumberField("memory", spec.resources().memory().get().toBytes());
        }
        if (spec.resources().cpus().isPresent()) {
            out.writeNumberField("cpus", spec.resources().cpus().getAsDouble());
        }
        if (spec.resources().pids().isPresent()) {
            out.writeNumberField("pids", spec.resources().pids().getAsLong());
        }
        out.writeArrayFieldStart("rlimits");
        for (Rlimit rlimit : spec.rlimits()) {
            out.writeString(rlimit.kind().text() + "=" + rlimit.soft() + ":" + rlimit.hard());
        }
        out.writeEndArray();
        out.writeNumberField("oomScoreAdj", spec.oomScoreAdj());
        out.writeNumberField("umask", spec.umask());
        out.writeNumberField("shmSize", spec.shmSize().toBytes());
        out.writeBooleanField("readOnlyRoot", spec.readOnlyRoot());
    }

    private void security(SecurityOptions security) throws IOException {
        capabilities("addCapabilities", security.capabilities().added());
        capabilities("dropCapabilities", security.capabilities().dropped());
        if (security.seccomp().unconfined()) {
            out.writeStringField("seccomp", "unconfined");
        } else {
            optional("seccompProfile", security.seccomp().json());
        }
        out.writeBooleanField("noNewPrivileges", security.noNewPrivileges());
        if (security.maskedPaths().isPresent()) {
            texts("maskedPaths", security.maskedPaths().get());
        }
        if (security.readOnlyPaths().isPresent()) {
            texts("readOnlyPaths", security.readOnlyPaths().get());
        }
    }

    private void capabilities(String field, Collection<Capability> capabilities) throws IOException {
        out.writeArrayFieldStart(field);
        for (Capability capability : capabilities) {
            out.writeString(capability.name());
        }
        out.writeEndArray();
    }

    private void namespaces(Namespaces namespaces) throws IOException {
        out.writeObjectFieldStart("namespaces");
        mode("pid", namespaces.pid());
        mode("network", namespaces.network());
        mode("ipc", namespaces.ipc());
        mode("uts", namespaces.uts());
        mode("cgroup", namespaces.cgroup());
        mode("user", namespaces.user());
        mode("time", namespaces.time());
        mappings("uidMappings", namespaces.uidMappings());
        mappings("gidMappings", namespaces.gidMappings());
        if (namespaces.time().own()) {
            out.writeStringField("monotonicOffset", namespaces.monotonicOffset().toString());
            out.writeStringField("boottimeOffset", namespaces.boottimeOffset().toString());
        }
        out.writeEndObject();
    }

    private void mode(String field, NamespaceMode mode) throws IOException {
        out.writeStringField(field, mode.toString());
    }

    private void mappings(String field, List<IdMapping> mappings) throws IOException {
        if (mappings.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart(field);
        for (IdMapping mapping : mappings) {
            out.writeArray(new long[] {mapping.inside(), mapping.outside(), mapping.count()}, 0, 3);
        }
        out.writeEndArray();
    }

    private void mounts(List<Mount> mounts) throws IOException {
        out.writeArrayFieldStart("mounts");
        for (Mount mount : mounts) {
            out.writeStartObject();
            optional("source", mount.source());
            out.writeStringField("target", mount.target());
            out.writeBooleanField("readOnly", mount.readOnly());
            out.writeBooleanField("executable", mount.executable());
            if (mount.size().isPresent()) {
                out.writeNumberField("size", mount.size().get().toBytes());
            }
            out.writeNumberField("mode", mount.mode());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void optional(String field, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(field, value.get().toString());
        }
    }

    private void texts(String field, List<String> texts) throws IOException {
        out.writeArrayFieldStart(field);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    private void map(String field, Map<String, String> map) throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, String> entry : map.entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }
}
