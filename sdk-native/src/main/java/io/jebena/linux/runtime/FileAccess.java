// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerFiles;
import io.jebena.container.ContainerState;
import io.jebena.container.Mount;
import io.jebena.error.ContainerException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.files.Layers;
import io.jebena.linux.files.Owners;
import io.jebena.linux.files.RootAccess;
import io.jebena.linux.files.RootFiles;
import io.jebena.linux.files.RootView;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.linux.snapshot.RootLayers;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.namespace.Namespaces;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The files of containers, running or not. */
final class FileAccess {
    /** What every start makes to mount on. */
    private static final List<String> ALWAYS_MOUNTED = List.of("/proc", "/dev", "/sys");

    private final Surroundings surroundings;

    FileAccess(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    ContainerFiles of(Subject subject) {
        return new RootFiles(new Access(subject));
    }

    /** One container's. */
    private final class Access implements RootAccess {
        private final Subject subject;

        Access(Subject subject) {
            this.subject = subject;
        }

        @Override
        public String container() {
            return subject.record().name();
        }

        private Owners owners() {
            Namespaces namespaces = mapped(subject.record().spec().namespaces());
            return new Owners(namespaces.uidMappings(), namespaces.gidMappings());
        }

        @Override
        public RootView reading() {
            requireThere("read the files of");
            return running().orElseGet(() -> parked(false));
        }

        /** The root as its first process has it; empty if that has ended. */
        private Optional<RootView> running() {
            Optional<? extends Live> live = subject.live();
            Optional<Fd> handle = live.flatMap(Live::handle);
            if (live.isEmpty() || handle.isEmpty()) {
                return Optional.empty();
            }
            try (PidFd process = PidFd.of(handle.get())) {
                Fd root = Fd.open("/proc/" + live.get().pid() + "/root", TreeCalls.O_PATH | TreeCalls.O_DIRECTORY, 0);
                if (process.signal(0)) {
                    return Optional.of(new RootView(RootedPath.of(root), owners(), () -> {}));
                }
                // the number may be another process's by now
                root.close();
                return Optional.empty();
            } catch (SyscallException e) {
                if (e.is(Errno.ENOENT) || e.is(Errno.ESRCH)) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        @Override
        public void writing(Consumer<RootView> work) {
            requireThere("write files of");
            Optional<RootView> now = running();
            if (now.isPresent()) {
                try (RootView view = now.get()) {
                    work.accept(view);
                }
                return;
            }
            subject.exclusively(() -> {
                requireThere("write files of");
                try (RootView view = running().orElseGet(() -> parked(true))) {
                    work.accept(view);
                }
            });
        }

        private void requireThere(String operation) {
            ContainerState state = subject.state();
            if (state == ContainerState.REMOVED || state == ContainerState.DEAD) {
                throw subject.wrongState(operation, "not removed");
            }
        }

        private RootView parked(boolean writable) {
            Blueprint blueprint = subject.blueprint();
            if (writable && blueprint.root().layers().isEmpty()) {
                throw subject.wrongState(
                        "write files of", "running: what is written over the host's root goes with its process");
            }
            Namespaces users = mapped(blueprint.spec().namespaces());
            if (writable) {
                blueprint.root().prepare(rootOutside(users.uidMappings()), rootOutside(users.gidMappings()));
            }
            ParkedRoot parked = ParkedRoot.of(surroundings, blueprint, writable);
            return new RootView(parked.root(), owners(), parked::close);
        }

        @Override
        public Layers layers() {
            requireThere("compare the files of");
            RootLayers layers = subject.blueprint()
                    .root()
                    .layers()
                    .orElseThrow(() -> new ContainerException("the changes of container " + container()
                            + " cannot be told: they are over the host's root, and kept nowhere"));
            return new Layers(layers.changes(), layers.lowers(), mountPoints());
        }

        private Set<String> mountPoints() {
            Set<String> targets = new LinkedHashSet<>(ALWAYS_MOUNTED);
            subject.record().spec().mounts().stream().map(Mount::target).forEach(targets::add);
            Set<String> all = new LinkedHashSet<>();
            for (String target : targets) {
                for (int slash = target.indexOf('/', 1); slash > 0; slash = target.indexOf('/', slash + 1)) {
                    all.add(target.substring(1, slash));
                }
                all.add(target.substring(1));
            }
            return all;
        }
    }

    private static long rootOutside(List<io.jebena.namespace.IdMapping> mappings) {
        return mappings.stream()
                .filter(m -> m.inside() == 0)
                .map(io.jebena.namespace.IdMapping::outside)
                .findFirst()
                .orElse(0L);
    }

    /** The namespaces that have the id maps: those of the container that is joined, if it is. */
    private Namespaces mapped(Namespaces namespaces) {
        return namespaces
                .user()
                .container()
                .map(other -> surroundings.names().owner(other).orElse(other))
                .flatMap(id -> surroundings.records().read(id))
                .map(ContainerRecord::spec)
                .map(spec -> mapped(spec.namespaces()))
                .orElse(namespaces);
    }
}
