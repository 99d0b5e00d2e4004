// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import io.jebena.namespace.NamespaceMode;
import io.jebena.value.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a container is to be: its root, its first process, what it may use and do. Everything that is not asked for is
 * denied. Immutable.
 */
public final class ContainerSpec extends LifecycleSpec {
    private final RootSource root;
    private final @Nullable List<String> entrypoint;
    private final @Nullable String hostname;
    private final @Nullable String domainname;
    private final List<Mount> mounts;
    private final boolean throwAway;

    private ContainerSpec(Builder builder, RootSource root) {
        super(builder);
        this.root = root;
        entrypoint = builder.entrypoint;
        hostname = builder.hostname;
        domainname = builder.domainname;
        mounts = List.copyOf(builder.mounts);
        throwAway = builder.throwAway;
    }

    /**
     * Starts with nothing set.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts with this one.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        copyLifecycleTo(builder);
        builder.root = root;
        builder.entrypoint = entrypoint;
        builder.hostname = hostname;
        builder.domainname = domainname;
        builder.mounts.addAll(mounts);
        builder.throwAway = throwAway;
        return builder;
    }

    /**
     * Where the file system comes from.
     *
     * @return an image, a directory or the host
     */
    public RootSource root() {
        return root;
    }

    /**
     * The program that is always run, with its first arguments; {@link #command()} follows.
     *
     * @return unmodifiable; empty for the image's own, an empty list for none
     */
    public Optional<List<String>> entrypoint() {
        return Optional.ofNullable(entrypoint);
    }

    /**
     * The host name inside.
     *
     * @return empty for the short id, or the host's own where that is shared
     */
    public Optional<String> hostname() {
        return Optional.ofNullable(hostname);
    }

    /**
     * The NIS domain name inside.
     *
     * @return empty for none, or the host's own where that is shared
     */
    public Optional<String> domainname() {
        return Optional.ofNullable(domainname);
    }

    /**
     * What is mounted beside the root.
     *
     * @return unmodifiable, no two with the same target
     */
    public List<Mount> mounts() {
        return mounts;
    }

    /**
     * Whether what is written to the root goes to a layer that is never synchronised to disk.
     *
     * @return false unless set; true for the host's own file system
     */
    public boolean throwAway() {
        return throwAway || root instanceof RootSource.FromHost;
    }

    /** The root and the command. */
    @Override
    public String toString() {
        return root + (command().isEmpty() ? "" : " " + String.join(" ", command()));
    }

    /** Collects what a container is to be. Not thread-safe. */
    public static final class Builder extends LifecycleBuilder<Builder> {
        private static final String SHA256 = "sha256:";

        private @Nullable RootSource root;
        private @Nullable List<String> entrypoint;
        private @Nullable String hostname;
        private @Nullable String domainname;
        private final List<Mount> mounts = new ArrayList<>();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Takes the root, the command and all defaults from an image.
         *
         * @param image the image's name
         * @return this
         */
        public Builder image(ImageReference image) {
            root = new RootSource.FromImage(requireNonNull(image, "image"));
            return this;
        }

        /**
         * Takes the root, the command and all defaults from an image.
         *
         * @param image the image
         * @return this
         */
        public Builder image(Image image) {
            root = new RootSource.FromImageId(requireNonNull(image, "image").id());
            return this;
        }

        /**
         * Takes the root, the command and all defaults from an image.
         *
         * @param image its name, as {@link ImageReference#parse(String)} reads it, or its id or the beginning of its id, with
         *     or without {@code sha256:}; what may be a name and the beginning of an id is a name if the engine has one such
         * @return this
         * @throws InvalidSpecException naming the part or character that is wrong
         */
        public Builder image(String image) {
            String hex = requireNonNull(image, "image").startsWith(SHA256) ? image.substring(SHA256.length()) : image;
            if (hex.matches("[0-9a-f]{1,63}")) {
                root = new RootSource.FromImage(ImageReference.parse(hex), image);
                return this;
            }
            if (image.startsWith(SHA256) || hex.matches("[0-9a-f]{64}")) {
                root = new RootSource.FromImageId(Rules.named("image", () -> Digest.sha256(hex)));
                return this;
            }
            return image(Rules.named("image", () -> ImageReference.parse(image)));
        }

        /**
         * Uses a directory of the host as root. It is never written to: what the container writes goes to a layer of its own, as
         * with an image. To get files out of it, mount a directory with {@link Mount#bind}.
         *
         * @param directory the directory; it must exist when the container starts
         * @return this
         */
        public Builder rootfs(Path directory) {
            root = new RootSource.FromDirectory(
                    requireNonNull(directory, "directory").toAbsolutePath());
            return this;
        }

        /**
         * Uses the host's own file system as root; what the container writes goes to a layer of its own and is thrown away
         * with it. It sees the host's files, as far as its user may: for programs one trusts.
         *
         * @return this
         */
        public Builder hostRootfs() {
            root = new RootSource.FromHost();
            return this;
        }

        /**
         * Replaces the image's entrypoint; the image's command is then not used either.
         *
         * @param entrypoint the program and its first arguments; nothing for no entrypoint
         * @return this
         * @throws InvalidSpecException if a part has a zero character
         */
        public Builder entrypoint(String... entrypoint) {
            return entrypoint(Arrays.asList(requireNonNull(entrypoint, "entrypoint")));
        }

        /**
         * Replaces the image's entrypoint; the image's command is then not used either.
         *
         * @param entrypoint the program and its first arguments; empty for no entrypoint
         * @return this
         * @throws InvalidSpecException if a part has a zero character
         */
        public Builder entrypoint(List<String> entrypoint) {
            this.entrypoint = Rules.texts("entrypoint", entrypoint);
            return this;
        }

        /**
         * Sets the host name inside.
         *
         * @param hostname 1 to 64 letters, digits, {@code -}, {@code .} and {@code _}, the first a letter or digit
         * @return this
         * @throws InvalidSpecException naming the character that is wrong
         */
        public Builder hostname(String hostname) {
            this.hostname = Rules.hostname("hostname", hostname);
            return this;
        }

        /**
         * Sets the NIS domain name inside.
         *
         * @param domainname 1 to 64 letters, digits, {@code -}, {@code .} and {@code _}, the first a letter or digit
         * @return this
         * @throws InvalidSpecException naming the character that is wrong
         */
        public Builder domainname(String domainname) {
            this.domainname = Rules.hostname("domainname", domainname);
            return this;
        }

        /**
         * Replaces what is mounted beside the root.
         *
         * @param mounts the mounts
         * @return this
         */
        public Builder mounts(Collection<Mount> mounts) {
            List<Mount> copy = Rules.list("mounts", mounts);
            this.mounts.clear();
            this.mounts.addAll(copy);
            return this;
        }

        /**
         * Mounts one more thing.
         *
         * @param mount the mount
         * @return this
         */
        public Builder addMount(Mount mount) {
            mounts.add(requireNonNull(mount, "mount"));
            return this;
        }

        private static void checkTogether(ContainerSpec spec) {
            if (spec.autoRemove() && spec.restart().kind() != RestartPolicy.Kind.NEVER) {
                throw new InvalidSpecException(
                        "restart", "conflicting options: a container that removes itself is not started again");
            }
            if (spec.init() && !spec.namespaces().pid().own()) {
                throw new InvalidSpecException(
                        "init",
                        "conflicting options: an init needs a pid namespace of its own, but it is "
                                + spec.namespaces().pid());
            }
            spec.sysctls().keySet().forEach(name -> {
                NamespaceMode mode = name.startsWith("net.")
                        ? spec.namespaces().network()
                        : spec.namespaces().ipc();
                if (!mode.own()) {
                    throw new InvalidSpecException(
                            "sysctls", "conflicting options: " + name + " belongs to a namespace that is " + mode);
                }
            });
            if (spec.detached()) {
                checkDetached(spec);
            }
        }

        /** Nothing of this Java process can be part of what outlives it. */
        private static void checkDetached(ContainerSpec spec) {
            Input.Kind in = spec.stdin().kind();
            if (in != Input.Kind.NONE && in != Input.Kind.OPEN) {
                throw new InvalidSpecException(
                        "stdin", "conflicting options: a detached container cannot read it from here");
            }
            for (Output output : List.of(spec.stdout(), spec.stderr())) {
                if (output.kind() != Output.Kind.CAPTURE && output.kind() != Output.Kind.DISCARD) {
                    throw new InvalidSpecException(
                            "stdout, stderr", "conflicting options: a detached container cannot write to this process");
                }
            }
        }

        /**
         * The specification.
         *
         * @return a new specification
         * @throws InvalidSpecException if there is no root, no command where the root has none itself, two mounts on the same
         *     target, or a host name for a namespace that is not the container's own
         */
        public ContainerSpec build() {
            if (root == null) {
                throw new InvalidSpecException("root", "it is not set: call image, rootfs or hostRootfs");
            }
            ContainerSpec spec = new ContainerSpec(this, root);
            boolean fromImage = root instanceof RootSource.FromImage || root instanceof RootSource.FromImageId;
            if (!fromImage && spec.command().isEmpty() && (entrypoint == null || entrypoint.isEmpty())) {
                throw new InvalidSpecException(
                        "command", "it is empty, and a " + root + " has none: name the program to run");
            }
            Set<String> targets = new HashSet<>();
            for (Mount mount : spec.mounts) {
                if (!targets.add(mount.target())) {
                    throw new InvalidSpecException("mounts", "duplicate mount point: " + mount.target());
                }
            }
            checkTogether(spec);
            if (!namespaces.uts().own() && (hostname != null || domainname != null)) {
                throw new InvalidSpecException(
                        hostname != null ? "hostname" : "domainname",
                        "conflicting options: it is set, but the uts namespace is " + namespaces.uts());
            }
            return spec;
        }
    }
}
