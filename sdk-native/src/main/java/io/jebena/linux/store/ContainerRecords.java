// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.RestartPolicy;
import io.jebena.linux.fd.HostFile;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.value.ContainerId;
import io.jebena.value.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records of a root's containers, one {@code record.json} each, replaced by rename so that a reader sees the old one
 * or the new one. Runtime state: it is not synced to the disk, for no container outlives the host.
 */
public final class ContainerRecords {
    private static final System.Logger LOGGER = System.getLogger(ContainerRecords.class.getName());
    private static final String FILE = "record.json";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final JsonFactory JSON = new JsonFactory();

    private final EngineRoot root;

    /**
     * The records of a root.
     *
     * @param root engine root
     */
    public ContainerRecords(EngineRoot root) {
        this.root = root;
    }

    /**
     * Writes a record anew; nothing happens if the container is removed meanwhile.
     *
     * @param container what to keep
     */
    public void write(ContainerRecord container) {
        try {
            write(container, root.container(container.id().toString()));
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
    }

    static void write(ContainerRecord container, Path directory) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(1024);
        EngineRoot.io("describe container " + container.id(), () -> {
            try (JsonGenerator out = JSON.createGenerator(json)) {
                generate(container, out);
            }
            return true;
        });
        HostFile.replace(directory.resolve(FILE), json.toByteArray());
    }

    /** Loads what writing a record needs. */
    public static void warmUp() {
        EngineRoot.io("warm up", () -> {
            try (JsonGenerator out = JSON.createGenerator(new ByteArrayOutputStream())) {
                ContainerSpec spec =
                        ContainerSpec.builder().hostRootfs().command("true").build();
                generate(ContainerRecord.created(ContainerId.random(), "warm", "up", spec, null), out);
            }
            return true;
        });
    }

    private static void generate(ContainerRecord container, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", container.id().toString());
        out.writeStringField("name", container.name());
        out.writeStringField("engine", container.engine());
        time(out, "createdAt", container.createdAt());
        String image = container.image();
        if (image != null) {
            out.writeStringField("image", image);
        }
        out.writeStringField("state", container.state().name());
        out.writeNumberField("restartCount", container.life().restartCount());
        out.writeBooleanField("stoppedByHand", container.terms().stoppedByHand());
        time(out, "startedAt", container.startedAt());
        time(out, "finishedAt", container.finishedAt());
        out.writeNumberField("pid", container.pid());
        ExitStatus exit = container.exit();
        if (exit != null) {
            out.writeNumberField("exitCode", exit.code());
            out.writeBooleanField("signaled", exit.signal().isPresent());
            out.writeBooleanField("oomKilled", exit.oomKilled());
        }
        Terms terms = container.terms();
        if (!terms.resources().equals(container.spec().resources())) {
            out.writeObjectFieldStart("resources");
            ResourcesJson.write(terms.resources(), new FieldWriter(out));
            out.writeEndObject();
        }
        if (!terms.restart().equals(container.spec().restart())) {
            out.writeStringField("restart", terms.restart().toString());
        }
        out.writeFieldName("spec");
        SpecWriter.write(container.spec(), out);
        out.writeEndObject();
    }

    private static void time(JsonGenerator out, String field, @Nullable Instant time) throws IOException {
        if (time != null) {
            out.writeStringField(field, time.toString());
        }
    }

    /**
     * Reads a record.
     *
     * @param id container's id, or any text
     * @return its record, or empty if there is no such container (any more)
     */
    public Optional<ContainerRecord> read(String id) {
        if (!EngineRoot.isEntry(id)) {
            return Optional.empty();
        }
        Path file = root.container(id).resolve(FILE);
        try {
            return Optional.of(parse(Mapper.JSON.readTree(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            // a power failure may cut a record: one container is lost then, not the root with all the others
            LOGGER.log(System.Logger.Level.WARNING, "the record " + file + " is damaged and passed over", e);
            return Optional.empty();
        }
    }

    /**
     * Tells whether a container's record will never be read again. One that cannot be read just now is not damaged.
     *
     * @param id container's id
     * @return true if it is missing or makes no sense
     */
    public boolean isDamaged(String id) {
        try {
            byte[] json = Files.readAllBytes(root.container(id).resolve(FILE));
            return parse(Mapper.JSON.readTree(json)).engine().isEmpty();
        } catch (NoSuchFileException | JacksonException e) {
            return true;
        } catch (IOException e) {
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }

    private static ContainerRecord parse(JsonNode node) {
        ExitStatus exit = null;
        if (node.has("exitCode")) {
            int code = node.get("exitCode").asInt();
            exit = node.path("signaled").asBoolean()
                    ? ExitStatus.signaled(Signal.of(code - 128))
                    : ExitStatus.exited(code);
            exit = node.path("oomKilled").asBoolean() ? exit.withOomKilled() : exit;
        }
        ContainerSpec spec = SpecReader.read(node.path("spec"));
        Instant created = instant(node, "createdAt");
        Life life = new Life(
                ContainerState.valueOf(node.path("state").asText()),
                instant(node, "startedAt"),
                instant(node, "finishedAt"),
                node.path("pid").asInt(),
                exit,
                node.path("restartCount").asInt());
        return new ContainerRecord(
                ContainerId.parse(node.path("id").asText()),
                node.path("name").asText(),
                node.path("engine").asText(),
                spec,
                node.has("image") ? node.get("image").asText() : null,
                created == null ? Instant.EPOCH : created,
                life,
                terms(node, spec));
    }

    private static Terms terms(JsonNode node, ContainerSpec spec) {
        return new Terms(
                node.has("resources") ? ResourcesJson.read(new FieldReader(node.get("resources"))) : spec.resources(),
                node.has("restart") ? RestartPolicy.parse(node.get("restart").asText()) : spec.restart(),
                node.path("stoppedByHand").asBoolean());
    }

    private static @Nullable Instant instant(JsonNode node, String field) {
        return node.has(field) ? Instant.parse(node.get(field).asText()) : null;
    }

    /**
     * The ids of all containers.
     *
     * @return in no order
     */
    public List<String> ids() {
        return EngineRoot.io("list " + root.containers(), () -> {
            List<String> ids = new ArrayList<>();
            try (Stream<Path> directories = Files.list(root.containers())) {
                directories
                        .map(d -> d.getFileName().toString())
                        .filter(name -> ID.matcher(name).matches())
                        .forEach(ids::add);
            }
            return ids;
        });
    }

    /** Loaded only where a record is read: writing, which every container does, needs no data binding. */
    private static final class Mapper {
        static final ObjectMapper JSON = new ObjectMapper();
    }
}
