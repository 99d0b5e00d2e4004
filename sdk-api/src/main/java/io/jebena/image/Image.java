// SPDX-License-Identifier: Apache-2.0
package io.jebena.image;

import io.jebena.value.ByteSize;
import io.jebena.value.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An image that an engine holds, as it was when it was asked for. Immutable. */
public final class Image {
    private final Digest id;
    private final List<ImageReference> tags;
    private final @Nullable Instant created;
    private final String architecture;
    private final String os;
    private final ByteSize size;
    private final ImageConfig config;
    private final List<Digest> layers;

    private Image(Builder builder) {
        id = builder.id;
        tags = builder.tags;
        created = builder.created;
        architecture = builder.architecture;
        os = builder.os;
        size = builder.size;
        config = builder.config;
        layers = builder.layers;
    }

    /**
     * Starts with an image's id and nothing else.
     *
     * @param id the digest of the image's configuration
     * @return a new builder
     */
    public static Builder builder(Digest id) {
        return new Builder(id);
    }

    /**
     * Starts with this one.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(id)
                .tags(tags)
                .architecture(architecture)
                .os(os)
                .size(size)
                .config(config)
                .layers(layers);
        builder.created = created;
        return builder;
    }

    /**
     * The image's identity.
     *
     * @return the digest of its configuration
     */
    public Digest id() {
        return id;
    }

    /**
     * The names it has in this engine.
     *
     * @return unmodifiable, possibly empty
     */
    public List<ImageReference> tags() {
        return tags;
    }

    /**
     * When it was built.
     *
     * @return empty if it does not say
     */
    public Optional<Instant> created() {
        return Optional.ofNullable(created);
    }

    /**
     * The processor it is for, in the OCI specification's words.
     *
     * @return such as {@code amd64} or {@code arm64}; empty text if it does not say
     */
    public String architecture() {
        return architecture;
    }

    /**
     * The operating system it is for, in the OCI specification's words.
     *
     * @return such as {@code linux}; empty text if it does not say
     */
    public String os() {
        return os;
    }

    /**
     * The size of its layers, unpacked.
     *
     * @return the sum, including what it shares with other images
     */
    public ByteSize size() {
        return size;
    }

    /**
     * What it says about containers made of it.
     *
     * @return its configuration
     */
    public ImageConfig config() {
        return config;
    }

    /**
     * Its layers, lowest first.
     *
     * @return unmodifiable; the digests of the layers as uncompressed archives
     */
    public List<Digest> layers() {
        return layers;
    }

    /** Its first name, or its short id. */
    @Override
    public String toString() {
        return tags.isEmpty() ? id.shortHex() : tags.get(0).familiar();
    }

    /** Collects a description. Not thread-safe. */
    public static final class Builder {
        private final Digest id;
        private List<ImageReference> tags = List.of();
        private @Nullable Instant created;
        private String architecture = "";
        private String os = "";
        private ByteSize size = ByteSize.ZERO;
        private ImageConfig config = ImageConfig.builder().build();
        private List<Digest> layers = List.of();

        private Builder(Digest id) {
            this.id = id;
        }

        /**
         * Replaces the names.
         *
         * @param tags the names
         * @return this
         */
        public Builder tags(List<ImageReference> tags) {
            this.tags = List.copyOf(tags);
            return this;
        }

        /**
         * Sets when it was built.
         *
         * @param created the moment
         * @return this
         */
        public Builder created(Instant created) {
            this.created = created;
            return this;
        }

        /**
         * Sets the processor.
         *
         * @param architecture such as {@code amd64}
         * @return this
         */
        public Builder architecture(String architecture) {
            this.architecture = architecture;
            return this;
        }

        /**
         * Sets the operating system.
         *
         * @param os such as {@code linux}
         * @return this
         */
        public Builder os(String os) {
            this.os = os;
            return this;
        }

        /**
         * Sets the size.
         *
         * @param size of all layers, unpacked
         * @return this
         */
        public Builder size(ByteSize size) {
            this.size = size;
            return this;
        }

        /**
         * Sets the configuration.
         *
         * @param config the configuration
         * @return this
         */
        public Builder config(ImageConfig config) {
            this.config = config;
            return this;
        }

        /**
         * Replaces the layers.
         *
         * @param layers lowest first
         * @return this
         */
        public Builder layers(List<Digest> layers) {
            this.layers = List.copyOf(layers);
            return this;
        }

        /**
         * The description.
         *
         * @return a new description
         */
        public Image build() {
            return new Image(this);
        }
    }
}
