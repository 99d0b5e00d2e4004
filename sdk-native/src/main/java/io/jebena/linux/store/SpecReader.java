// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Input;
import io.jebena.container.Mount;
import io.jebena.container.Output;
import io.jebena.log.LogOptions;
import io.jebena.value.HealthCheck;
import io.jebena.value.TerminalSize;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads what {@link SpecWriter} wrote. The caller's own streams come back as nothing, for they are elsewhere. */
final class SpecReader {
    private final FieldReader json;
    private final ContainerSpec.Builder spec = ContainerSpec.builder();

    private SpecReader(JsonNode json) {
        this.json = new FieldReader(json);
    }

    static ContainerSpec read(JsonNode json) {
        SpecReader reader = new SpecReader(json);
        reader.root();
        reader.process();
        reader.streams();
        reader.life();
        reader.spec.resources(ResourcesJson.read(reader.json));
        ConfinementJson.read(reader.json, reader.spec);
        reader.mounts();
        return reader.spec.build();
    }

    private void root() {
        json.text("image", spec::image);
        json.text("imageGiven", spec::image);
        json.text("rootfs", path -> spec.rootfs(Path.of(path)));
        if (json.flag("hostRootfs")) {
            spec.hostRootfs();
        }
    }

    private void process() {
        json.list("entrypoint", spec::entrypoint);
        spec.command(json.texts("command"));
        spec.env(json.map("env"));
        json.text("workdir", spec::workdir);
        json.text("user", spec::user);
        spec.groups(json.texts("groups"));
        json.text("hostname", spec::hostname);
        json.text("domainname", spec::domainname);
    }

    private void streams() {
        json.text("stdin", kind -> spec.stdin(input(Input.Kind.valueOf(kind))));
        output("stdout", spec::stdout);
        output("stderr", spec::stderr);
        spec.tty(json.flag("tty"));
        json.small(
                "columns",
                columns -> spec.terminalSize(
                        new TerminalSize(columns, json.node("rows").asInt())));
        if (json.has("logDriver")) {
            LogOptions.Builder log = LogOptions.builder();
            json.text("logDriver", driver -> log.driver(LogOptions.Driver.parse(driver)));
            json.size("logMaxSize", log::maxSize);
            json.small("logMaxFiles", log::maxFiles);
            spec.log(log.compress(json.flag("logCompress")).build());
        }
    }

    private static Input input(Input.Kind kind) {
        return switch (kind) {
            case OPEN -> Input.open();
            case INHERIT -> Input.inherit();
            case NONE, BYTES, STREAM -> Input.none();
        };
    }

    private void output(String field, Consumer<Output> set) {
        json.text(
                field,
                kind -> set.accept(
                        Output.Kind.valueOf(kind) == Output.Kind.INHERIT ? Output.inherit() : Output.discard()));
    }

    private void life() {
        json.text("name", spec::name);
        spec.labels(json.map("labels"));
        spec.throwAway(json.flag("throwAway"));
        spec.autoRemove(json.flag("autoRemove"));
        json.text("stopSignal", spec::stopSignal);
        json.time("stopTimeout", spec::stopTimeout);
        json.text("restart", spec::restart);
        spec.init(json.flag("init"));
        spec.detached(json.flag("detached"));
        json.text("cidFile", path -> spec.cidFile(Path.of(path)));
        if (json.has("healthCheck")) {
            spec.healthCheck(healthCheck(json.inner("healthCheck")));
        }
    }

    private static HealthCheck healthCheck(FieldReader json) {
        HealthCheck.Builder check = HealthCheck.builder().test(json.texts("test"));
        json.time("interval", check::interval);
        json.time("timeout", check::timeout);
        json.time("startPeriod", check::startPeriod);
        json.time("startInterval", check::startInterval);
        json.small("retries", check::retries);
        return check.build();
    }

    private void mounts() {
        for (JsonNode node : json.node("mounts")) {
            FieldReader one = new FieldReader(node);
            String target = node.path("target").asText();
            Mount mount;
            if (one.has("source")) {
                mount = Mount.bind(Path.of(node.get("source").asText()), target);
            } else {
                mount = Mount.tmpfs(target).mode(node.path("mode").asInt());
                if (one.has("size")) {
                    mount = mount.size(
                            io.jebena.value.ByteSize.bytes(node.get("size").asLong()));
                }
            }
            spec.addMount(mount.readOnly(one.flag("readOnly")).executable(one.flag("executable")));
        }
    }
}
