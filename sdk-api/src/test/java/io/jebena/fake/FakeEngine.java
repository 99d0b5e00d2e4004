// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.capability.Capability;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Input;
import io.jebena.container.ProcessResult;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.Containers;
import io.jebena.engine.Images;
import io.jebena.engine.SystemInfo;
import io.jebena.engine.SystemService;
import io.jebena.error.ConflictException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.value.ByteSize;
import io.jebena.value.Names;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** An engine in memory, with images of no content and a handful of programs. */
public final class FakeEngine implements ContainerEngine {
    private final Map<String, FakeContainer> byName = new LinkedHashMap<>();
    private final FakeImages images = new FakeImages(this::requireOpen);
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
    public io.jebena.engine.Events events() {
        throw new UnsupportedOperationException();
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

    private final class FakeContainers implements Containers {
        @Override
        public io.jebena.engine.PruneReport prune() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FakeContainer create(ContainerSpec spec) {
            requireOpen();
            images.require(spec.root());
            synchronized (FakeEngine.this) {
                String name = spec.name().orElseGet(this::freeName);
                FakeContainer container = new FakeContainer(FakeEngine.this, name, spec);
                if (byName.putIfAbsent(name, container) != null) {
                    throw new ConflictException(
                            "the name " + name + " is in use: remove the container or choose another");
                }
                return container;
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
            synchronized (FakeEngine.this) {
                return byName.values().stream()
                        .filter(c -> all || c.pid().isPresent())
                        .map(Container.class::cast)
                        .toList();
            }
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
