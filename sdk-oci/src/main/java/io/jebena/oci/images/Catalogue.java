// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ImageException;
import io.jebena.image.ImageReference;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.store.ContentStore;
import io.jebena.value.Digest;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All images of a store. Documents never change, so they are read once; what the index says is asked each time, since
 * other JVMs change it. Thread-safe.
 */
final class Catalogue {
    private static final System.Logger LOG = System.getLogger(Catalogue.class.getName());

    /** Where they are. */
    private final ContentStore store;

    /** What was read last. */
    private volatile Snapshot last = new Snapshot(List.of(), Map.of());

    /** The images of an index, which the store gives as the same object for as long as it is the same. */
    private record Snapshot(List<Descriptor> index, Map<Digest, StoredImage> images) {}

    Catalogue(ContentStore store) {
        this.store = store;
    }

    /** All images by id, in the order they came; one whose documents are damaged is left out with a warning. */
    @SuppressWarnings("ReferenceEquality") // the store's promise
    Map<Digest, StoredImage> images() {
        List<Descriptor> index = store.index();
        Snapshot before = last;
        if (index == before.index) {
            return before.images;
        }
        Map<Digest, StoredImage> known = new HashMap<>();
        before.images.values().forEach(i -> known.put(i.descriptor().digest(), i));
        Map<Digest, StoredImage> images = new LinkedHashMap<>();
        boolean sound = true;
        for (Map.Entry<Descriptor, List<ImageReference>> e :
                ImageIndex.grouped(index).entrySet()) {
            Descriptor manifest = e.getKey();
            try {
                StoredImage old = known.get(manifest.digest());
                StoredImage image = old != null
                        ? old.withNames(manifest, e.getValue())
                        : StoredImage.read(store, manifest, e.getValue());
                images.put(image.id(), image);
            } catch (ImageException damaged) {
                sound = false;
                LOG.log(System.Logger.Level.WARNING, "image of manifest " + manifest.digest() + " is damaged", damaged);
            }
        }
        Map<Digest, StoredImage> result = Collections.unmodifiableMap(images);
        if (sound) {
            // a damaged one may be repaired without a change of the index
            last = new Snapshot(index, result);
        }
        return result;
    }
}
