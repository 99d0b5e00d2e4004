// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import io.jebena.oci.json.JsonDocument;
import io.jebena.oci.json.JsonException;
import io.jebena.oci.json.JsonView;
import io.jebena.value.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pointer to content (OCI image specification, "Content Descriptors").
 *
 * @param mediaType what the content is
 * @param digest its digest
 * @param size its size in bytes, 0 or more
 * @param annotations free texts by name
 * @param platform what an image is for, or null if not said
 */
public record Descriptor(
        String mediaType, Digest digest, long size, Map<String, String> annotations, @Nullable Platform platform) {
    /** The annotation that names an image in an image layout's index. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    /**
     * Copies the annotations.
     *
     * @param mediaType what the content is
     * @param digest its digest
     * @param size its size in bytes, 0 or more
     * @param annotations free texts by name
     * @param platform what an image is for, or null if not said
     */
    public Descriptor {
        annotations = Map.copyOf(annotations);
    }

    /**
     * A descriptor without annotations and platform.
     *
     * @param mediaType what the content is
     * @param digest its digest
     * @param size its size in bytes, 0 or more
     */
    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Map.of(), null);
    }

    static Descriptor read(JsonView view) {
        long size = view.requiredNumber("size");
        if (size < 0) {
            throw new JsonException(view.path() + ": size: negative: " + size, null);
        }
        return new Descriptor(
                view.requiredString("mediaType"),
                digest(view, view.requiredString("digest")),
                size,
                view.stringMap("annotations"),
                view.object("platform").map(Platform::read).orElse(null));
    }

    static Digest digest(JsonView view, String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new JsonException(view.path() + ": " + e.getMessage(), e);
        }
    }

    JsonDocument write() {
        JsonDocument document = new JsonDocument()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size)
                .put("annotations", annotations);
        return platform == null ? document : document.put("platform", platform.write());
    }

    /**
     * The same pointer with one annotation more.
     *
     * @param name the annotation
     * @param value its text; empty takes the annotation away
     * @return a new descriptor
     */
    public Descriptor withAnnotation(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(annotations);
        changed.remove(name);
        if (!value.isEmpty()) {
            changed.put(name, value);
        }
        return new Descriptor(mediaType, digest, size, changed, platform);
    }
}
