// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Input;
import io.jebena.container.Mount;
import io.jebena.container.Output;
import io.jebena.container.RestartPolicy;
import io.jebena.container.RootSource;
import io.jebena.log.LogOptions;
import io.jebena.value.HealthCheck;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** Writes a specification as JSON; {@link SpecReader} reads it back. The caller's own streams cannot be kept. */
final class SpecWriter {
    private final FieldWriter out;
    private final JsonGenerator json;

    private SpecWriter(JsonGenerator json) {
        this.out = new FieldWriter(json);
        this.json = json;
    }

    static void write(ContainerSpec spec, JsonGenerator json) throws IOException {
        SpecWriter writer = new SpecWriter(json);
        json.writeStartObject();
        writer.root(spec.root());
        writer.process(spec);
        writer.streams(spec);
        writer.life(spec);
        ResourcesJson.write(spec.resources(), writer.out);
        ConfinementJson.write(spec, writer.out);
        writer.mounts(spec.mounts());
        json.writeEndObject();
    }

    private void root(RootSource root) throws IOException {
        if (root instanceof RootSource.FromImage image) {
            json.writeStringField("image", image.reference().canonical());
            if (!image.given().equals(image.reference().canonical())) {
                json.writeStringField("imageGiven", image.given());
            }
        } else if (root instanceof RootSource.FromImageId image) {
            json.writeStringField("image", image.id().toString());
        } else if (root instanceof RootSource.FromDirectory directory) {
            json.writeStringField("rootfs", directory.directory().toString());
        } else {
            json.writeBooleanField("hostRootfs", true);
        }
    }

    private void process(ContainerSpec spec) throws IOException {
        if (spec.entrypoint().isPresent()) {
            out.list("entrypoint", spec.entrypoint().get());
        }
        out.texts("command", spec.command());
        out.texts("env", spec.env());
        out.text("workdir", spec.workdir());
        out.text("user", spec.user());
        out.texts("groups", spec.groups());
        out.text("hostname", spec.hostname());
        out.text("domainname", spec.domainname());
    }

    private void streams(ContainerSpec spec) throws IOException {
        if (spec.stdin().kind() != Input.Kind.NONE) {
            json.writeStringField("stdin", spec.stdin().kind().name());
        }
        stream("stdout", spec.stdout());
        stream("stderr", spec.stderr());
        out.flag("tty", spec.tty());
        if (spec.terminalSize().isPresent()) {
            json.writeNumberField("columns", spec.terminalSize().get().columns());
            json.writeNumberField("rows", spec.terminalSize().get().rows());
        }
        LogOptions log = spec.log();
        if (!log.equals(LogOptions.DEFAULT)) {
            json.writeStringField("logDriver", log.driver().text());
            out.size("logMaxSize", log.maxSize());
            json.writeNumberField("logMaxFiles", log.maxFiles());
            out.flag("logCompress", log.compress());
        }
    }

    private void stream(String field, Output output) throws IOException {
        if (output.kind() != Output.Kind.CAPTURE) {
            json.writeStringField(field, output.kind().name());
        }
    }

    private void life(ContainerSpec spec) throws IOException {
        out.text("name", spec.name());
        out.texts("labels", spec.labels());
        out.flag("throwAway", spec.throwAway());
        out.flag("autoRemove", spec.autoRemove());
        out.text("stopSignal", spec.stopSignal());
        json.writeStringField("stopTimeout", spec.stopTimeout().toString());
        if (!spec.restart().equals(RestartPolicy.NEVER)) {
            json.writeStringField("restart", spec.restart().toString());
        }
        out.flag("init", spec.init());
        out.flag("detached", spec.detached());
        out.text("cidFile", spec.cidFile());
        if (spec.healthCheck().isPresent()) {
            json.writeObjectFieldStart("healthCheck");
            healthCheck(spec.healthCheck().get());
            json.writeEndObject();
        }
    }

    private void healthCheck(HealthCheck check) throws IOException {
        out.texts("test", check.test());
        out.text("interval", check.interval());
        out.text("timeout", check.timeout());
        out.text("startPeriod", check.startPeriod());
        out.text("startInterval", check.startInterval());
        out.number("retries", check.retries() == 0 ? OptionalInt.empty() : OptionalInt.of(check.retries()));
    }

    private void mounts(List<Mount> mounts) throws IOException {
        if (mounts.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("mounts");
        for (Mount mount : mounts) {
            json.writeStartObject();
            out.text("source", mount.source());
            json.writeStringField("target", mount.target());
            out.flag("readOnly", mount.readOnly());
            out.flag("executable", mount.executable());
            out.size("size", mount.size());
            json.writeNumberField("mode", mount.mode());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
