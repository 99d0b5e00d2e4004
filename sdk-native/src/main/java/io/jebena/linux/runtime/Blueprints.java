// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.container.RootSource;
import io.jebena.error.InvalidSpecException;
import io.jebena.image.ImageConfig;
import io.jebena.linux.snapshot.ContainerRoot;
import io.jebena.linux.snapshot.RootMount;
import io.jebena.value.ContainerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns specifications into blueprints: finds the root, merges the image's defaults. */
final class Blueprints {
    private static final ImageConfig NOTHING = ImageConfig.builder().build();

    private final RootSources roots;

    Blueprints(RootSources roots) {
        this.roots = roots;
    }

    /** A blueprint whose image is held until the container is on record. */
    record Draft(Blueprint blueprint, RootSources.@Nullable Held held) implements AutoCloseable {
        /** The image's id, or null. */
        @Nullable
        String image() {
            return held == null ? null : held.image().id().toString();
        }

        @Override
        public void close() {
            if (held != null) {
                held.close();
            }
        }
    }

    Draft draft(ContainerSpec spec, ContainerId id, Path directory) {
        return draft(spec, id, directory, Optional.empty());
    }

    /** Of the image of this id, if it is given, and not of the one that has the name by now. */
    Draft draft(ContainerSpec spec, ContainerId id, Path directory, Optional<String> image) {
        if (image.isPresent()) {
            return ofImage(spec, id, directory, roots.image(image.get()));
        }
        RootSource root = spec.root();
        if (root instanceof RootSource.FromImage named) {
            return ofImage(spec, id, directory, roots.image(named.given()));
        }
        if (root instanceof RootSource.FromImageId known) {
            return ofImage(spec, id, directory, roots.image(known.id().toString()));
        }
        if (root instanceof RootSource.FromDirectory host) {
            Path lower = host.directory();
            if (!Files.isDirectory(lower)) {
                throw new InvalidSpecException("rootfs", lower + " is not a directory");
            }
            if (directory.startsWith(lower)) {
                throw new InvalidSpecException(
                        "rootfs",
                        lower + " holds the engine's root, where the container's changes would go: use hostRootfs()"
                                + " for the host itself, or an engine root outside of it");
            }
            RootMount mount = new ContainerRoot(List.of(lower), directory, throwAway(spec));
            return new Draft(blueprint(spec, id, NOTHING, mount, Accounts.ofDirectory(lower)), null);
        }
        if (!spec.namespaces().user().host()) {
            throw new InvalidSpecException(
                    "namespaces",
                    "the host's own root cannot be had in another user namespace, for the kernel keeps what is mounted on it"
                            + " together: use an image or rootfs(directory), or the host's users");
        }
        return new Draft(blueprint(spec, id, NOTHING, roots.host(), Accounts.ofDirectory(Path.of("/"))), null);
    }

    private Draft ofImage(ContainerSpec spec, ContainerId id, Path directory, RootSources.Held held) {
        try {
            List<Path> topmostFirst = new ArrayList<>(held.layers());
            if (topmostFirst.isEmpty()) {
                topmostFirst.add(roots.nothing());
            }
            Collections.reverse(topmostFirst);
            RootMount mount = new ContainerRoot(topmostFirst, directory, throwAway(spec));
            Accounts accounts = topmostFirst.size() == 1
                    ? Accounts.ofDirectory(topmostFirst.get(0))
                    : Accounts.ofLayers(topmostFirst.toString());
            return new Draft(blueprint(spec, id, held.image().config(), mount, accounts), held);
        } catch (RuntimeException | Error e) {
            held.close();
            throw e;
        }
    }

    private static boolean throwAway(ContainerSpec spec) {
        return spec.throwAway() || spec.autoRemove();
    }

    private static Blueprint blueprint(
            ContainerSpec spec, ContainerId id, ImageConfig image, RootMount root, Accounts accounts) {
        String hostname = spec.hostname().orElse(id.shortForm());
        Accounts where = OwnMounts.mayCoverAccounts(spec.mounts()) ? Accounts.unknown() : accounts;
        return new Blueprint(
                spec,
                hostname,
                EffectiveProcess.ofContainer(spec, image, hostname),
                image.stopSignal(),
                root,
                where,
                image);
    }
}
