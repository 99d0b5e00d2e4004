// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.capability.Capability;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.Input;
import io.jebena.container.ProcessResult;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.Containers;
import io.jebena.engine.Images;
import io.jebena.engine.PruneReport;
import io.jebena.engine.SystemInfo;
import io.jebena.engine.SystemService;
import io.jebena.error.ConflictException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.event.Event;
import io.jebena.value.ByteSize;
import io.jebena.value.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** An engine in memory, with images of no content and a handful of programs. */
public final class FakeEngine implements ContainerEngine {
    private final Map<String, FakeContainer> byName = new LinkedHashMap<>();
    private final FakeImages images = new FakeImages(this::requireOpen);
    private final FakeEvents events = new FakeEvents();
    private boolean closed;

    @Override
    public Containers containers() {
        return new FakeContainers();
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public FakeEvents events() {
        return events;
    }

    @Override
    public SystemService system() {
        return new SystemService() {
            @Override
            public SystemInfo info() {
                return SystemInfo.builder()
                        .engine("fake", "0")
                        .kernel("none")
                        .architecture("none")
                        .cpus(1)
                        .memory(ByteSize.gibibytes(1))
                        .build();
            }

            @Override
            public Set<Capability> capabilities() {
                return Capability.ALL;
            }
        };
    }

    @Override
    public Path root() {
        return Path.of("/fake");
    }

    @Override
    public void close() {
        List<FakeContainer> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(byName.values());
        }
        left.forEach(FakeContainer::close);
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
    }

    synchronized void forget(FakeContainer container) {
        byName.remove(container.name());
    }

    synchronized void rename(FakeContainer container, String name) {
        if (byName.containsKey(name)) {
            throw new ConflictException("the name " + name + " is in use: remove the container or choose another");
        }
        byName.remove(container.name());
        byName.put(name, container);
    }

    private final class FakeContainers implements Containers {
        @Override
        public PruneReport prune() {
            List<String> removed = new ArrayList<>();
            for (Container container : list(true)) {
                if (container.state() == ContainerState.CREATED || container.state() == ContainerState.EXITED) {
                    container.remove();
                    removed.add(container.id().toString());
                }
            }
            events.emit(new Event(Instant.now(), "container", "prune", "", Map.of("reclaimed", "0")));
            return new PruneReport(removed, ByteSize.bytes(0));
        }

        @Override
        public FakeContainer create(ContainerSpec spec) {
            requireOpen();
            images.require(spec.root());
            synchronized (FakeEngine.this) {
                String name = spec.name().orElseGet(this::freeName);
                FakeContainer container = new FakeContainer(FakeEngine.this, name, spec);
                if (byName.containsKey(name)) {
                    throw new ConflictException(
                            "the name " + name + " is in use: remove the container or choose another");
                }
                spec.cidFile().ifPresent(file -> note(file, container));
                byName.put(name, container);
                events.emit(container, "create", Map.of());
                return container;
            }
        }

        private void note(Path file, FakeContainer container) {
            try {
                Files.writeString(file, container.id().toString(), StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                throw new ConflictException("cid file " + file + " is there already");
            }
        }

        private String freeName() {
            String name = Names.random(ThreadLocalRandom.current());
            return byName.containsKey(name) ? freeName() : name;
        }

        @Override
        public ProcessResult run(ContainerSpec spec) {
            if (spec.stdin().kind() == Input.Kind.OPEN) {
                throw new InvalidSpecException("stdin", "nobody could write to it: use create");
            }
            try (FakeContainer container = create(spec)) {
                container.start();
                return container.result();
            }
        }

        @Override
        public List<Container> list(boolean all) {
            requireOpen();
            List<FakeContainer> known;
            synchronized (FakeEngine.this) {
                known = List.copyOf(byName.values());
            }
            return known.stream()
                    .sorted(Comparator.comparing(Container::createdAt))
                    .filter(c -> all || c.pid().isPresent())
                    .map(Container.class::cast)
                    .toList();
        }

        @Override
        public Container get(String text) {
            List<Container> all = list(true);
            List<Container> found = all.stream()
                    .filter(c -> c.id().toString().equals(text) || c.name().equals(text))
                    .toList();
            if (found.isEmpty()) {
                found = all.stream()
                        .filter(c -> !text.isEmpty() && c.id().toString().startsWith(text))
                        .toList();
            }
            if (found.isEmpty()) {
                throw new NotFoundException("container", text);
            }
            if (found.size() > 1) {
                throw new ConflictException("multiple ids found with provided prefix: " + text);
            }
            return found.get(0);
        }
    }
}
