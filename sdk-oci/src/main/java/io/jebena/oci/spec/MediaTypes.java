// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

/** The media types of the OCI image format and of Docker's, version 2 schema 2. */
public final class MediaTypes {
    /** OCI image manifest. */
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    /** OCI image index: one manifest for each platform. */
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

    /** OCI image configuration. */
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

    /** OCI layer, an uncompressed tar archive; {@code +gzip} and {@code +zstd} say otherwise. */
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

    /** Docker image manifest. */
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    /** Docker manifest list. */
    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    private MediaTypes() {}

    /**
     * Whether documents of a type are manifests of one image.
     *
     * @param mediaType the type
     * @return true for OCI's and Docker's
     */
    public static boolean isManifest(String mediaType) {
        return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    /**
     * Whether documents of a type list manifests.
     *
     * @param mediaType the type
     * @return true for OCI's and Docker's
     */
    public static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
    }

    /**
     * Whether blobs of a type are layers: tar archives of file systems, compressed or not.
     *
     * @param mediaType the type
     * @return true for OCI's and Docker's, those that may not be distributed included
     */
    public static boolean isLayer(String mediaType) {
        return mediaType.startsWith(OCI_LAYER)
                || mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.v1.tar")
                || mediaType.startsWith("application/vnd.docker.image.rootfs.diff.tar")
                || mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.diff.tar");
    }
}
