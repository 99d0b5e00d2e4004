// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import io.jebena.oci.json.JsonView;
import java.util.List;

/**
 * One image in the {@code manifest.json} of an archive that {@code docker save} made.
 *
 * @param config the configuration's path in the archive
 * @param repoTags its names, such as {@code busybox:latest}
 * @param layers the layers' paths in the archive, lowest first
 */
public record DockerArchiveItem(String config, List<String> repoTags, List<String> layers) {
    /**
     * Copies the lists.
     *
     * @param config the configuration's path in the archive
     * @param repoTags its names, such as {@code busybox:latest}
     * @param layers the layers' paths in the archive, lowest first
     */
    public DockerArchiveItem {
        repoTags = List.copyOf(repoTags);
        layers = List.copyOf(layers);
    }

    /**
     * Reads a {@code manifest.json}.
     *
     * @param document its bytes
     * @param what what it is, for messages
     * @return its images
     * @throws io.jebena.oci.json.JsonException if it is no such document
     */
    public static List<DockerArchiveItem> parse(byte[] document, String what) {
        return JsonView.parseList(document, what).stream()
                .map(v -> new DockerArchiveItem(v.requiredString("Config"), v.strings("RepoTags"), v.strings("Layers")))
                .toList();
    }
}
