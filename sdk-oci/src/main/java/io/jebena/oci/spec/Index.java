// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import io.jebena.oci.json.JsonDocument;
import io.jebena.oci.json.JsonException;
import io.jebena.oci.json.JsonView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of manifests, one image for several platforms or several images (OCI "Image Index", Docker "Manifest List").
 *
 * @param mediaType OCI's or Docker's type
 * @param manifests in the document's order
 * @param annotations free texts by name
 */
public record Index(String mediaType, List<Descriptor> manifests, Map<String, String> annotations) {
    /**
     * Copies list and map.
     *
     * @param mediaType OCI's or Docker's type
     * @param manifests in the document's order
     * @param annotations free texts by name
     */
    public Index {
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Reads an index.
     *
     * @param document its bytes
     * @param what what it is, for messages
     * @return the index
     * @throws JsonException if it is none; a document that could also be read as a manifest is none either
     */
    public static Index parse(byte[] document, String what) {
        JsonView view = JsonView.parse(document, what);
        Manifest.requireSchema2(view);
        if (view.has("layers") || view.has("config")) {
            throw new JsonException(what + ": both an index and a manifest, which is ambiguous", null);
        }
        String mediaType = view.string("mediaType").orElse(MediaTypes.OCI_INDEX);
        if (!MediaTypes.isIndex(mediaType)) {
            throw new JsonException(what + ": mediaType: " + mediaType + " is no image index", null);
        }
        List<Descriptor> manifests =
                view.objects("manifests").stream().map(Descriptor::read).toList();
        return new Index(mediaType, manifests, view.stringMap("annotations"));
    }

    /**
     * The manifest that suits a machine best. Where none says its platform, the first is taken.
     *
     * @param machine the machine
     * @return the best, the earlier of equals; or empty if none can run there
     */
    public Optional<Descriptor> choose(Platform machine) {
        Descriptor best = null;
        int bestFit = Integer.MAX_VALUE;
        boolean anyPlatform = false;
        for (Descriptor d : manifests) {
            Platform platform = d.platform();
            if (platform == null) {
                continue;
            }
            anyPlatform = true;
            int fit = platform.fit(machine);
            if (fit >= 0 && fit < bestFit) {
                best = d;
                bestFit = fit;
            }
        }
        if (!anyPlatform && !manifests.isEmpty()) {
            best = manifests.get(0);
        }
        return Optional.ofNullable(best);
    }

    /**
     * The index as a document.
     *
     * @return bytes, always the same for equal indexes
     */
    public byte[] bytes() {
        return new JsonDocument()
                .put("schemaVersion", 2)
                .put("mediaType", mediaType)
                .putObjects(
                        "manifests", manifests.stream().map(Descriptor::write).toList())
                .put("annotations", annotations)
                .bytes();
    }
}
