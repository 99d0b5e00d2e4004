// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import io.jebena.oci.json.JsonDocument;
import io.jebena.oci.json.JsonException;
import io.jebena.oci.json.JsonView;
import java.util.List;
import java.util.Map;

/**
 * One image for one platform: its configuration and its layers (OCI "Image Manifest", Docker "Image Manifest V2,
 * Schema 2").
 *
 * @param mediaType OCI's or Docker's type
 * @param config the image's configuration
 * @param layers lowest first
 * @param annotations free texts by name
 */
public record Manifest(String mediaType, Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
    /**
     * Copies list and map.
     *
     * @param mediaType OCI's or Docker's type
     * @param config the image's configuration
     * @param layers lowest first
     * @param annotations free texts by name
     */
    public Manifest {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Reads a manifest.
     *
     * @param document its bytes
     * @param what what it is, for messages
     * @return the manifest
     * @throws JsonException if it is none; a document that could also be read as an index is none either
     */
    public static Manifest parse(byte[] document, String what) {
        JsonView view = JsonView.parse(document, what);
        requireSchema2(view);
        if (view.has("manifests")) {
            throw new JsonException(what + ": both a manifest and an index, which is ambiguous", null);
        }
        String mediaType = view.string("mediaType").orElse(MediaTypes.OCI_MANIFEST);
        if (!MediaTypes.isManifest(mediaType)) {
            throw new JsonException(what + ": mediaType: " + mediaType + " is no image manifest", null);
        }
        Descriptor config = Descriptor.read(view.requiredObject("config"));
        List<Descriptor> layers =
                view.objects("layers").stream().map(Descriptor::read).toList();
        return new Manifest(mediaType, config, layers, view.stringMap("annotations"));
    }

    static void requireSchema2(JsonView view) {
        long version = view.requiredNumber("schemaVersion");
        if (version != 2) {
            throw new JsonException(view.path() + ": schemaVersion: " + version + " is not supported, only 2 is", null);
        }
    }

    /**
     * The manifest as a document.
     *
     * @return bytes, always the same for equal manifests
     */
    public byte[] bytes() {
        return new JsonDocument()
                .put("schemaVersion", 2)
                .put("mediaType", mediaType)
                .put("config", config.write())
                .putObjects("layers", layers.stream().map(Descriptor::write).toList())
                .put("annotations", annotations)
                .bytes();
    }
}
