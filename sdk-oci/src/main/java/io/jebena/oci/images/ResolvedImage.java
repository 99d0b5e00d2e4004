// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.oci.spec.ImageConfiguration;
import io.jebena.value.Digest;
import java.nio.file.Path;
import java.util.List;

/**
 * What a container is made of.
 *
 * @param config what the image says about containers of it
 * @param layerDirs the trees of its layers, lowest first; read-only for everybody
 * @param id the image's id
 */
public record ResolvedImage(ImageConfiguration config, List<Path> layerDirs, Digest id) {
    /**
     * Copies the list.
     *
     * @param config what the image says about containers of it
     * @param layerDirs the trees of its layers, lowest first; read-only for everybody
     * @param id the image's id
     */
    public ResolvedImage {
        layerDirs = List.copyOf(layerDirs);
    }
}
