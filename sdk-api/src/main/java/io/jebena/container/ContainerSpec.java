// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import io.jebena.namespace.Namespaces;
import io.jebena.security.SecurityOptions;
import io.jebena.value.ByteSize;
import io.jebena.value.Digest;
import io.jebena.value.Resources;
import io.jebena.value.Rlimit;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a container is to be: its root, its first process, what it may use and do. Everything that is not asked for is
 * denied. Immutable.
 */
public final class ContainerSpec extends ProcessSpec {
    private final RootSource root;
    private final @Nullable String name;
    private final @Nullable List<String> entrypoint;
    private final @Nullable String hostname;
    private final @Nullable String domainname;
    private final Map<String, String> labels;
    private final Resources resources;
    private final SecurityOptions security;
    private final Namespaces namespaces;
    private final List<Rlimit> rlimits;
    private final int oomScoreAdj;
    private final int umask;
    private final ByteSize shmSize;
    private final List<Mount> mounts;
    private final boolean readOnlyRoot;
    private final boolean throwAway;
    private final boolean autoRemove;
    private final @Nullable Signal stopSignal;
    private final Duration stopTimeout;

    private ContainerSpec(Builder builder, RootSource root) {
        super(builder);
        this.root = root;
        name = builder.name;
        entrypoint = builder.entrypoint;
        hostname = builder.hostname;
        domainname = builder.domainname;
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(builder.labels));
        resources = builder.resources;
        security = builder.security;
        namespaces = builder.namespaces;
        rlimits = List.copyOf(builder.rlimits.values());
        oomScoreAdj = builder.oomScoreAdj;
        umask = builder.umask;
        shmSize = builder.shmSize;
        mounts = List.copyOf(builder.mounts);
        readOnlyRoot = builder.readOnlyRoot;
        throwAway = builder.throwAway;
        autoRemove = builder.autoRemove;
        stopSignal = builder.stopSignal;
        stopTimeout = builder.stopTimeout;
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
        builder.copy(this);
        builder.root = root;
        builder.name = name;
        builder.entrypoint = entrypoint;
        builder.hostname = hostname;
        builder.domainname = domainname;
        builder.labels.putAll(labels);
        builder.resources = resources;
        builder.security = security;
        builder.namespaces = namespaces;
        builder.rlimits(rlimits);
        builder.oomScoreAdj = oomScoreAdj;
        builder.umask = umask;
        builder.shmSize = shmSize;
        builder.mounts.addAll(mounts);
        builder.readOnlyRoot = readOnlyRoot;
        builder.throwAway = throwAway;
        builder.autoRemove = autoRemove;
        builder.stopSignal = stopSignal;
        builder.stopTimeout = stopTimeout;
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
     * The name.
     *
     * @return empty if the engine is to give one
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
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
     * Free notes, of which nothing inside the container knows.
     *
     * @return unmodifiable, in the order they were set
     */
    public Map<String, String> labels() {
        return labels;
    }

    /**
     * How much of the machine it may use.
     *
     * @return {@link Resources#UNLIMITED} unless set
     */
    public Resources resources() {
        return resources;
    }

    /**
     * What it may do.
     *
     * @return {@link SecurityOptions#DEFAULT} unless set
     */
    public SecurityOptions security() {
        return security;
    }

    /**
     * What it sees of the kernel.
     *
     * @return {@link Namespaces#DEFAULT} unless set
     */
    public Namespaces namespaces() {
        return namespaces;
    }

    /**
     * Limits of {@code setrlimit(2)}.
     *
     * @return unmodifiable, at most one for each resource
     */
    public List<Rlimit> rlimits() {
        return rlimits;
    }

    /**
     * How likely its processes are killed when the machine is out of memory.
     *
     * @return -1000 (never) to 1000 (first), 0 unless set
     */
    public int oomScoreAdj() {
        return oomScoreAdj;
    }

    /**
     * Which permissions new files do not get.
     *
     * @return 0 to 0777, 022 unless set
     */
    public int umask() {
        return umask;
    }

    /**
     * The size of {@code /dev/shm}.
     *
     * @return 64 MiB unless set
     */
    public ByteSize shmSize() {
        return shmSize;
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
     * Whether the root cannot be written.
     *
     * @return false unless set
     */
    public boolean readOnlyRoot() {
        return readOnlyRoot;
    }

    /**
     * Whether what is written to the root goes to a layer that is never synchronised to disk.
     *
     * @return false unless set; true for the host's own file system
     */
    public boolean throwAway() {
        return throwAway || root instanceof RootSource.FromHost;
    }

    /**
     * Whether the container is removed when it ends.
     *
     * @return false unless set
     */
    public boolean autoRemove() {
        return autoRemove;
    }

    /**
     * The signal that asks the first process to stop.
     *
     * @return empty for the image's own, or {@code SIGTERM}
     */
    public Optional<Signal> stopSignal() {
        return Optional.ofNullable(stopSignal);
    }

    /**
     * How long the first process may take to stop before it is killed.
     *
     * @return 10 seconds unless set
     */
    public Duration stopTimeout() {
        return stopTimeout;
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
            if (!namespaces.uts().own() && (hostname != null || domainname != null)) {
                throw new InvalidSpecException(
                        hostname != null ? "hostname" : "domainname",
                        "conflicting options: it is set, but the uts namespace is " + namespaces.uts());
            }
            return spec;
        }
    }
}
