// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import io.jebena.oci.json.JsonException;
import io.jebena.oci.json.JsonView;
import io.jebena.value.Digest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * An image's configuration (OCI "Image Configuration", and what Docker adds to it). Made from a document only: an
 * image's id is the digest of that document's very bytes. Immutable.
 */
public final class ImageConfiguration {
    /** What it runs on. */
    private final Platform platform;

    /** When it was made. */
    private final Optional<Instant> created;

    /** Who made it. */
    private final String author;

    /** What containers of it start with. */
    private final ContainerDefaults defaults;

    /** Digests of the uncompressed layers. */
    private final List<Digest> diffIds;

    /** How it came to be. */
    private final List<History> history;

    /**
     * A step of an image's making.
     *
     * @param created when, or empty if not said
     * @param createdBy the command
     * @param author who
     * @param comment anything
     * @param emptyLayer whether the step left no layer
     */
    public record History(
            Optional<Instant> created, String createdBy, String author, String comment, boolean emptyLayer) {}

    private ImageConfiguration(JsonView view) {
        platform = Platform.read(view);
        created = time(view, "created");
        author = view.string("author").orElse("");
        defaults = view.object("config").map(ContainerDefaults::read).orElse(ContainerDefaults.NONE);
        JsonView rootfs = view.requiredObject("rootfs");
        if (!rootfs.string("type").orElse("layers").equals("layers")) {
            throw new JsonException(rootfs.path() + ": type: only \"layers\" is known", null);
        }
        diffIds = rootfs.strings("diff_ids").stream()
                .map(d -> Descriptor.digest(rootfs, d))
                .toList();
        history = view.objects("history").stream().map(ImageConfiguration::step).toList();
    }

    /**
     * Reads a configuration.
     *
     * @param document its bytes
     * @param what what it is, for messages
     * @return the configuration
     * @throws JsonException if it is none
     */
    public static ImageConfiguration parse(byte[] document, String what) {
        return new ImageConfiguration(JsonView.parse(document, what));
    }

    private static History step(JsonView view) {
        return new History(
                time(view, "created"),
                view.string("created_by").orElse(""),
                view.string("author").orElse(""),
                view.string("comment").orElse(""),
                view.bool("empty_layer"));
    }

    private static Optional<Instant> time(JsonView view, String name) {
        try {
            return view.string(name).filter(t -> !t.isEmpty()).map(t -> OffsetDateTime.parse(t)
                    .toInstant());
        } catch (DateTimeException e) {
            throw new JsonException(view.path() + ": " + name + ": no time in the form of RFC 3339", e);
        }
    }

    /**
     * What the image runs on.
     *
     * @return its platform
     */
    public Platform platform() {
        return platform;
    }

    /**
     * When the image was made.
     *
     * @return the time, or empty if not said
     */
    public Optional<Instant> created() {
        return created;
    }

    /**
     * Who made the image.
     *
     * @return a name, or empty text
     */
    public String author() {
        return author;
    }

    /**
     * What containers of the image start with if nothing else is said.
     *
     * @return the defaults
     */
    public ContainerDefaults defaults() {
        return defaults;
    }

    /**
     * The digests of the uncompressed layers.
     *
     * @return lowest first
     */
    public List<Digest> diffIds() {
        return diffIds;
    }

    /**
     * How the image came to be.
     *
     * @return oldest first
     */
    public List<History> history() {
        return history;
    }
}
