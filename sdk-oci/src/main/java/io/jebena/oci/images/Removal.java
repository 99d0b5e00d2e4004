// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.image.ImageReference;
import io.jebena.value.Digest;
import java.util.List;

/**
 * What the removal of a name or an image has done.
 *
 * @param untagged names that are gone
 * @param deleted ids of images that are gone
 */
public record Removal(List<ImageReference> untagged, List<Digest> deleted) {
    /**
     * Copies the lists.
     *
     * @param untagged names that are gone
     * @param deleted ids of images that are gone
     */
    public Removal {
        untagged = List.copyOf(untagged);
        deleted = List.copyOf(deleted);
    }
}
